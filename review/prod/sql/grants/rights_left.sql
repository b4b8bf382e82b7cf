-- name:        list rights left
-- purpose:     show which rights the three accounts still have, and who granted them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select t.grantee || ' has ' || t.privilege || ' on ' || t.owner || '.' || t.table_name || ', granted by ' || t.grantor as rights_left
  from dba_tab_privs t
 where t.grantee in ('LAPSE_OWNER', 'LAPSE_APP', 'LAPSE_OPERATOR')
 union all
select c.grantee || ' has ' || c.privilege || ' (' || c.column_name || ') on ' || c.owner || '.' || c.table_name || ', granted by ' || c.grantor
  from dba_col_privs c
 where c.grantee in ('LAPSE_OWNER', 'LAPSE_APP', 'LAPSE_OPERATOR')
 union all
select s.grantee || ' has ' || s.privilege
  from dba_sys_privs s
 where s.grantee in ('LAPSE_OWNER', 'LAPSE_APP', 'LAPSE_OPERATOR')
 order by rights_left
