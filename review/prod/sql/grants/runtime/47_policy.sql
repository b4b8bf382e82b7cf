-- name:        grant policy
-- purpose:     let a run read policies; only the owner sets them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_policy from lapse_app
grant read
   on lapse_owner.lapse_policy
   to lapse_app
