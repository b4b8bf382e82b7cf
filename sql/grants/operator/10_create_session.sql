-- name:        grant create session
-- purpose:     let the account connect; it needs no other system privilege and no role
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from {{ operator_account }}
grant create session
   to {{ operator_account }}
