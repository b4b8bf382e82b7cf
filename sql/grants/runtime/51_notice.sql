-- name:        grant notice
-- purpose:     let revoke write notices, and delete those that no longer apply
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_notice }} from {{ runtime_account }}; revoke insert on {{ lapse_notice }} from {{ runtime_account }}; revoke delete on {{ lapse_notice }} from {{ runtime_account }}
grant select, insert, delete
   on {{ lapse_notice }}
   to {{ runtime_account }}
