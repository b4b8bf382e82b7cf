-- name:        grant create session
-- purpose:     let the owner connect
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from {{ owner_account }}
grant create session
   to {{ owner_account }}
