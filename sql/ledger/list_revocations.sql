-- name:        list revocations
-- purpose:     list the permissions that one run revoked
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        none needed, read only
select v.program_id,
       v.user_id,
       v.granted_at,
       v.last_access_at,
       to_char(v.lost_day, 'yyyy-mm-dd') as lost_day,
       v.revoked_at,
       v.run_id
  from {{ lapse_revocation }} v
 where v.run_id = :run_id
 order by v.revocation_no
