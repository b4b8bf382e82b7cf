-- name:        grant last access
-- purpose:     let the operator read last accesses, for the commands why and candidates
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_last_access from lapse_operator
grant read
   on lapse_owner.lapse_last_access
   to lapse_operator
