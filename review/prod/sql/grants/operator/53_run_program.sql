-- name:        grant run program
-- purpose:     let the operator read which programs were held, and why
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_run_program from lapse_operator
grant read
   on lapse_owner.lapse_run_program
   to lapse_operator
