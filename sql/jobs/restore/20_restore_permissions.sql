-- name:        restore permissions
-- purpose:     put back the archived rows, every column as it was
-- transaction: tasklet
-- binds:       run_id, revoked_by_run
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        the next revoke takes them again once their new clock has run out
insert into {{ permission }}
       ({{ permission.program_id }}, {{ permission.user_id }}, {{ permission.granted_at }}{% for column in permission.extra %}, {{ column }}{% endfor %})
select v.program_id,
       v.user_id,
       v.granted_at{% for column, type in permission.extra.items() %},
       {{ archived(column, type) }} as {{ column }}{% endfor %}
  from {{ lapse_revocation }} v
 where v.run_id = :revoked_by_run
   and v.restore_run_id = :run_id
