-- name:        grant dismissal
-- purpose:     let the operator list dismissals; only the owner dismisses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_dismissal }} from {{ operator_account }}
grant read
   on {{ lapse_dismissal }}
   to {{ operator_account }}
