-- name:        access log index
-- purpose:     create the index of a log that exists, while rows are written to it; ONLINE needs Enterprise Edition
-- transaction: caller
-- binds:       none
-- index:       reckoned 45 bytes a row with ids of 10 characters; each row logged adds an entry at the right edge
-- undo:        drop index {{ access_log }}_ix
create index {{ access_log }}_ix
    on {{ access_log }} ({{ access_log.accessed_at }}, {{ access_log.program_id }}, {{ access_log.user_id }})
online
