-- name:        access log index
-- purpose:     create the index of a log that exists, while rows are written to it; ONLINE needs Enterprise Edition
-- transaction: caller
-- binds:       none
-- index:       about 45 bytes a row with ids of 10 characters (an estimate); each row logged adds an entry at the right edge
-- undo:        drop index {{ access_log.index }}
create index {{ access_log.index }}
    on {{ access_log }} ({{ access_log.index_columns | join(", ") }})
online
