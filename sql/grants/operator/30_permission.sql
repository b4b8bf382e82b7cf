-- name:        grant permission
-- purpose:     let a restore read and insert permissions; it deletes none
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ permission }} from {{ operator_account }}; revoke insert on {{ permission }} from {{ operator_account }}
grant read, insert
   on {{ permission }}
   to {{ operator_account }}
