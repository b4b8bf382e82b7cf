-- name:        grant candidate
-- purpose:     let the operator read the candidates of each run
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_candidate }} from {{ operator_account }}
grant read
   on {{ lapse_candidate }}
   to {{ operator_account }}
