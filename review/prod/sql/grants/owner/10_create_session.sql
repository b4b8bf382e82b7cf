-- name:        grant create session
-- purpose:     the owner may connect
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from lapse_owner
grant create session
   to lapse_owner
