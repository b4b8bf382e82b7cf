-- name:        mark restored
-- purpose:     mark each archived row as restored, in the commit that restores it
-- transaction: chunk
-- items:       lapse_owner.lapse_restore_item (item_no)
-- binds:       run_id, restored_by, restore_reason, item_from, item_to
-- index:       lapse_revocation_pk (run_id, program_id, user_id, revocation_no)
-- undo:        rolled back with the INSERT
update /*+ leading(i@staged v) use_nl(v) index(v lapse_revocation_pk) */ lapse_owner.lapse_revocation v
   set v.restored_at = sysdate,
       v.restored_by = :restored_by,
       v.restore_reason = :restore_reason,
       v.restore_run_id = :run_id
 where v.restored_at is null
   and exists (
         select /*+ qb_name(staged) unnest */ 1
           from lapse_owner.lapse_restore_item i
          where i.item_no between :item_from and :item_to
            and i.revoked_by_run = v.run_id
            and i.program_id = v.program_id
            and i.user_id = v.user_id
            and i.revocation_no = v.revocation_no
       )
