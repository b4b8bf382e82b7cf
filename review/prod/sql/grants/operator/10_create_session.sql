-- name:        grant create session
-- purpose:     let the account connect; it needs no other system privilege and no role
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from lapse_operator
grant create session
   to lapse_operator
