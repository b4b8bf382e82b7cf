-- name:        grant exemption
-- purpose:     let a run read exemptions; only the owner adds them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_exemption }} from {{ runtime_account }}
grant read
   on {{ lapse_exemption }}
   to {{ runtime_account }}
