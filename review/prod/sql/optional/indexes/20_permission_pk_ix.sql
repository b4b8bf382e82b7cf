-- name:        permission index
-- purpose:     create the index of the key of a permission table that exists; ONLINE needs Enterprise Edition
-- transaction: caller
-- binds:       none
-- index:       about 40 bytes a row with ids of 10 characters (an estimate); each grant adds an entry, each revocation removes one
-- undo:        drop index app.permission_pk
create unique index app.permission_pk
    on app.permission (program_id, user_id)
online
