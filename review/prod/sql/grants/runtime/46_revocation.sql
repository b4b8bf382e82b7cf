-- name:        grant revocation
-- purpose:     let revoke write the archive, and never change it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_revocation from lapse_app; revoke insert on lapse_owner.lapse_revocation from lapse_app
grant read, insert
   on lapse_owner.lapse_revocation
   to lapse_app
