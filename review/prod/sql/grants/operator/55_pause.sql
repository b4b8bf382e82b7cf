-- name:        grant pause
-- purpose:     pauses are read, and made by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_pause from lapse_operator
grant select
   on lapse_owner.lapse_pause
   to lapse_operator
