-- name:        stage restore items
-- purpose:     stage and number the revocations to restore, without those re-granted since
-- transaction: statement
-- binds:       revoked_by_run, program_id, user_id
-- index:       {{ prefix }}revocation_pk (run_id, ...), the permission table's index on program and user
-- undo:        none needed, the next restore empties the items
insert into {{ lapse_restore_item }}
       (item_no, revoked_by_run, program_id, user_id, revocation_no, accessed_at)
select{{ hint("stage_restore_items_refused", "leading(v x) use_hash(x)") }} row_number() over (order by nvl(x.refusals, 0), v.program_id, v.user_id, v.revocation_no) as item_no,
       v.run_id,
       v.program_id,
       v.user_id,
       v.revocation_no,
       v.last_access_at
  from {{ lapse_revocation }} v
  left join (
         select k.program_id,
                k.user_id,
                count(*) as refusals
           from {{ lapse_rejected_item }} k
          where k.job = 'restore'
          group by k.program_id,
                k.user_id
       ) x
    on x.program_id = v.program_id
   and x.user_id = v.user_id
 where {{ chosen_to_restore() }}
   and v.restored_at is null
   and not exists (
         select{{ hint("stage_restore_items", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
           from {{ permission }} p
          where {{ granted_since() }}
       )
