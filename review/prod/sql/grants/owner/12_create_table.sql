-- name:        grant create table
-- purpose:     the owner makes lapse's tables and their indexes; it needs no other system privilege and no role
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create table from lapse_owner
grant create table
   to lapse_owner
