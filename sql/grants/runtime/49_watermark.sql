-- name:        grant watermark
-- purpose:     each sync writes down what it reads, and that it has read it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on {{ lapse_watermark }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_watermark }}
   to {{ runtime_account }}
