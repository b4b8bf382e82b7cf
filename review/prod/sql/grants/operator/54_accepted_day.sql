-- name:        grant accepted day
-- purpose:     accepted days are read, and accepted by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_accepted_day from lapse_operator
grant select
   on lapse_owner.lapse_accepted_day
   to lapse_operator
