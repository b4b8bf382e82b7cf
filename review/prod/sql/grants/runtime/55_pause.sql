-- name:        grant pause
-- purpose:     pauses are made by people
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_pause from lapse_app
grant select
   on lapse_owner.lapse_pause
   to lapse_app
