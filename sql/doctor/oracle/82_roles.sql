-- name:        roles
-- purpose:     the session has none of Oracle's roles for administrators and developers
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       'the account has the role ' || r.role as finding,
       'revoke ' || r.role || ' from it: it needs no role' as todo
  from session_roles r
 where r.role in ('DBA', 'PDB_DBA', 'RESOURCE', 'DB_DEVELOPER_ROLE', 'SELECT_CATALOG_ROLE', 'EXECUTE_CATALOG_ROLE')
    or r.role like '%FULL_DATABASE'
 order by r.role
