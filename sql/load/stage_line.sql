-- name:        stage line
-- purpose:     stage lines of a CSV file beside the items of a sync: line 5 as item -5
-- transaction: caller
-- binds:       item_no, program_id, user_id, accessed_at
-- index:       {{ prefix }}sync_item_pk (item_no); each line adds an entry
-- undo:        none needed, the load rolls it back
insert into {{ lapse_sync_item }}
       (item_no, program_id, user_id, accessed_at)
values (:item_no, :program_id, :user_id, :accessed_at)
