-- name:        grant create session
-- purpose:     the owner may connect
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from {{ owner_account }}
grant create session
   to {{ owner_account }}
