-- name:        grant permission
-- purpose:     a restore puts permissions back, and sees which are there; it takes none
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ permission }} from {{ operator_account }}
grant select, insert
   on {{ permission }}
   to {{ operator_account }}
