-- name:        grant last access
-- purpose:     let sync carry the newest accesses forward
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_last_access }} from {{ runtime_account }}; revoke insert on {{ lapse_last_access }} from {{ runtime_account }}; revoke update on {{ lapse_last_access }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_last_access }}
   to {{ runtime_account }}
