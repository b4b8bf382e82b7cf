-- name:        grant watermark
-- purpose:     let sync record which rows it reads and that it has read them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_watermark }} from {{ runtime_account }}; revoke insert on {{ lapse_watermark }} from {{ runtime_account }}; revoke update on {{ lapse_watermark }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_watermark }}
   to {{ runtime_account }}
