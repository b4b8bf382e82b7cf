-- name:        grant rejected item
-- purpose:     let sync record the items it could not write
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_rejected_item from lapse_app; revoke insert on lapse_owner.lapse_rejected_item from lapse_app
grant read, insert
   on lapse_owner.lapse_rejected_item
   to lapse_app
