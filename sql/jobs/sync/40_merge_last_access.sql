-- name:        merge last access
-- purpose:     carry the newest access of each (program, user) forward
-- transaction: chunk
-- items:       {{ lapse_sync_item }} (item_no)
-- binds:       run_id, item_from, item_to
-- index:       {{ prefix }}sync_item_pk (item_no), {{ prefix }}last_access_pk (program_id, user_id); nested loops from a small chunk
-- undo:        none needed, the newest access only moves forward
merge{{ hint("merge_last_access", "leading(s) use_nl(a) index(a " ~ prefix ~ "last_access_pk)") }} into {{ lapse_last_access }} a
using (
        select{{ hint("merge_last_access_items", "no_merge index(i " ~ prefix ~ "sync_item_pk)") }}
               i.program_id,
               i.user_id,
               i.accessed_at
          from {{ lapse_sync_item }} i
         where i.item_no between :item_from and :item_to
      ) s
   on (a.program_id = s.program_id and a.user_id = s.user_id)
 when matched then
      update
         set a.last_access_at = s.accessed_at,
             a.run_id = :run_id
       where a.last_access_at < s.accessed_at
 when not matched then
      insert (program_id, user_id, last_access_at, run_id)
      values (s.program_id, s.user_id, s.accessed_at, :run_id)
