-- name:        grant last access
-- purpose:     let the operator read last accesses, for the commands why and candidates
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_last_access }} from {{ operator_account }}
grant read
   on {{ lapse_last_access }}
   to {{ operator_account }}
