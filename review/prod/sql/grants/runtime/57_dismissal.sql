-- name:        grant dismissal
-- purpose:     let a run read dismissals; only the owner dismisses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_dismissal from lapse_app
grant read
   on lapse_owner.lapse_dismissal
   to lapse_app
