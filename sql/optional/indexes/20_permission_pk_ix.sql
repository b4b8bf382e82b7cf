-- name:        permission index
-- purpose:     create the index of the key of a permission table that exists; ONLINE needs Enterprise Edition
-- transaction: caller
-- binds:       none
-- index:       reckoned 40 bytes a row with ids of 10 characters; each grant adds an entry, each revocation removes one
-- undo:        drop index {{ permission }}_pk
create unique index {{ permission }}_pk
    on {{ permission }} ({{ permission.program_id }}, {{ permission.user_id }})
online
