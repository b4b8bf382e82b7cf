-- name:        grant rejected item
-- purpose:     let a restore record the items it could not restore
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_rejected_item from lapse_operator; revoke insert on lapse_owner.lapse_rejected_item from lapse_operator
grant read, insert
   on lapse_owner.lapse_rejected_item
   to lapse_operator
