-- name:        grant revocation
-- purpose:     the archive is written and never changed
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_revocation from lapse_app
grant select, insert
   on lapse_owner.lapse_revocation
   to lapse_app
