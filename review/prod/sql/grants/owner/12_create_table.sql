-- name:        grant create table
-- purpose:     let the owner create lapse's tables and indexes
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create table from lapse_owner
grant create table
   to lapse_owner
