-- name:        partitioned access log index
-- purpose:     create the index of the log, a part for each day, which goes when its partition is dropped
-- transaction: caller
-- binds:       none
-- index:       reckoned 45 bytes a row with ids of 10 characters; each row logged adds an entry at the right edge
-- undo:        none: the table is yours
create index {{ access_log }}_ix
    on {{ access_log }} ({{ access_log.accessed_at }}, {{ access_log.program_id }}, {{ access_log.user_id }})
 local online
