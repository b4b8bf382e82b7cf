-- name:        permission index
-- purpose:     create the index of the key of a permission table that exists; ONLINE needs Enterprise Edition
-- transaction: caller
-- binds:       none
-- index:       about 40 bytes a row with ids of 10 characters (an estimate); each grant adds an entry, each revocation removes one
-- undo:        drop index {{ permission.index }}
create unique index {{ permission.index }}
    on {{ permission }} ({{ permission.index_columns | join(", ") }})
online
