-- name:        grant permission
-- purpose:     policies and exemptions say how many permissions they are about
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ permission }} from {{ owner_account }}
grant select
   on {{ permission }}
   to {{ owner_account }}
