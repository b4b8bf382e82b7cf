-- name:        grant watermark
-- purpose:     each sync says how far it read; loading older rows takes that back
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_watermark }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_watermark }}
   to {{ runtime_account }}
