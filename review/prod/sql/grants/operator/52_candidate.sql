-- name:        grant candidate
-- purpose:     let the operator read the candidates of each run
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_candidate from lapse_operator
grant read
   on lapse_owner.lapse_candidate
   to lapse_operator
