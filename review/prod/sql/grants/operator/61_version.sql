-- name:        grant version
-- purpose:     let every run check the revision of lapse's tables
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_version from lapse_operator
grant read
   on lapse_owner.lapse_version
   to lapse_operator
