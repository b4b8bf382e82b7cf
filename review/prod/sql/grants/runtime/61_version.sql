-- name:        grant version
-- purpose:     every run holds the revision of the tables against its own
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_version from lapse_app
grant select
   on lapse_owner.lapse_version
   to lapse_app
