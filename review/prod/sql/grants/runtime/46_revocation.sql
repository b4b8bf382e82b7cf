-- name:        grant revocation
-- purpose:     let revoke write the archive, and never change it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_revocation from lapse_app
grant select, insert
   on lapse_owner.lapse_revocation
   to lapse_app
