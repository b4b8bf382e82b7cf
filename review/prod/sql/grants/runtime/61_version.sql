-- name:        grant version
-- purpose:     let every run check the revision of lapse's tables
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_version from lapse_app
grant select
   on lapse_owner.lapse_version
   to lapse_app
