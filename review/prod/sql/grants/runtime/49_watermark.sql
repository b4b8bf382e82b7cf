-- name:        grant watermark
-- purpose:     let sync record which rows it reads and that it has read them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_watermark from lapse_app; revoke insert on lapse_owner.lapse_watermark from lapse_app; revoke update on lapse_owner.lapse_watermark from lapse_app
grant select, insert, update
   on lapse_owner.lapse_watermark
   to lapse_app
