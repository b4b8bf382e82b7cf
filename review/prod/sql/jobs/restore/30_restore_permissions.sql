-- name:        restore permissions
-- purpose:     insert the archived rows again, with every column as it was
-- transaction: chunk
-- items:       lapse_owner.lapse_restore_item (item_no)
-- binds:       item_from, item_to
-- index:       lapse_revocation_pk (run_id, program_id, user_id, revocation_no)
-- undo:        none needed, a later run revokes them when they lapse again
insert into app.permission
       (program_id, user_id, granted_at)
select /*+ leading(i v) use_nl(v) index(v lapse_revocation_pk) */
       v.program_id,
       v.user_id,
       v.granted_at
  from lapse_owner.lapse_restore_item i
  join lapse_owner.lapse_revocation v
    on v.run_id = i.revoked_by_run
   and v.program_id = i.program_id
   and v.user_id = i.user_id
   and v.revocation_no = i.revocation_no
 where i.item_no between :item_from and :item_to
   and v.restored_at is null
