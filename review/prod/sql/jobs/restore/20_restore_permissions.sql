-- name:        restore permissions
-- purpose:     put back the archived rows, every column as it was
-- transaction: tasklet
-- binds:       run_id, revoked_by_run
-- index:       lapse_revocation_pk (run_id, ...)
-- undo:        the next revoke takes them again once their new clock has run out
insert into app.permission
       (program_id, user_id, granted_at)
select v.program_id,
       v.user_id,
       v.granted_at
  from lapse_owner.lapse_revocation v
 where v.run_id = :revoked_by_run
   and v.restore_run_id = :run_id
