-- name:        grant exemption
-- purpose:     let the operator read exemptions; only the owner adds them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_exemption }} from {{ operator_account }}
grant read
   on {{ lapse_exemption }}
   to {{ operator_account }}
