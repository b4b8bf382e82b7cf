-- name:        grant dismissal
-- purpose:     let a run read dismissals; only the owner dismisses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_dismissal }} from {{ runtime_account }}
grant read
   on {{ lapse_dismissal }}
   to {{ runtime_account }}
