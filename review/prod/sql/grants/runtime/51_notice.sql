-- name:        grant notice
-- purpose:     who is about to lose a permission is noted, and forgotten who came back
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, delete on lapse_owner.lapse_notice from lapse_app
grant select, insert, delete
   on lapse_owner.lapse_notice
   to lapse_app
