-- name:        grant create session
-- purpose:     let the owner connect
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create session from lapse_owner
grant create session
   to lapse_owner
