-- name:        grant watermark
-- purpose:     each sync says how far it read; loading older rows takes that back
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_watermark from lapse_app
grant select, insert
   on lapse_owner.lapse_watermark
   to lapse_app
