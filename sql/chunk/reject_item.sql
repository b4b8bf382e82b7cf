-- name:        reject item
-- purpose:     record the one item that could not be written, with the database's error
-- transaction: caller
-- binds:       run_id, job, item_no, error_code, error_message
-- index:       the primary key of the items
-- undo:        none needed, the next sync or restore tries the item again
insert into {{ lapse_rejected_item }}
       (run_id, job, item_no, program_id, user_id, accessed_at, error_code, error_message, rejected_at)
select :run_id,
       :job,
       i.{{ items.item_no }},
       i.program_id,
       i.user_id,
       i.accessed_at,
       :error_code,
       :error_message,
       sysdate
  from {{ items }} i
 where i.{{ items.item_no }} = :item_no
