-- name:        grant notice
-- purpose:     let the operator read the notices
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_notice from lapse_operator
grant read
   on lapse_owner.lapse_notice
   to lapse_operator
