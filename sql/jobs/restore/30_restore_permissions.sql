-- name:        restore permissions
-- purpose:     insert the archived rows again, with every column as it was
-- transaction: chunk
-- items:       {{ lapse_restore_item }} (item_no)
-- binds:       item_from, item_to
-- index:       {{ prefix }}revocation_pk (run_id, program_id, user_id, revocation_no)
-- undo:        none needed, a later run revokes them when they lapse again
insert into {{ permission }}
       ({{ permission.program_id }}, {{ permission.user_id }}, {{ permission.granted_at }}{% for column in permission.extra %}, {{ column }}{% endfor %})
select{{ hint("restore_permissions", "leading(i v) use_nl(v) index(v " ~ prefix ~ "revocation_pk)") }}
       v.program_id,
       v.user_id,
       v.granted_at{% for column, type in permission.extra.items() %},
       {{ archived(column, type) }} as {{ column }}{% endfor %}
  from {{ lapse_restore_item }} i
  join {{ lapse_revocation }} v
    on v.run_id = i.revoked_by_run
   and v.program_id = i.program_id
   and v.user_id = i.user_id
   and v.revocation_no = i.revocation_no
 where i.item_no between :item_from and :item_to
   and v.restored_at is null
