-- name:        grant dismissal
-- purpose:     let the operator list dismissals; only the owner dismisses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_dismissal from lapse_operator
grant read
   on lapse_owner.lapse_dismissal
   to lapse_operator
