-- name:        grant notice
-- purpose:     who is about to lose a permission is noted, and forgotten who came back
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, delete on {{ lapse_notice }} from {{ runtime_account }}
grant select, insert, delete
   on {{ lapse_notice }}
   to {{ runtime_account }}
