-- name:        grant create session
-- purpose:     let the account connect; it needs no other system privilege and no role
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from {{ runtime_account }}
grant create session
   to {{ runtime_account }}
