-- name:        partitioned access log index
-- purpose:     create the index of the log, a part for each day, which goes when its partition is dropped
-- transaction: caller
-- binds:       none
-- index:       about 45 bytes a row with ids of 10 characters (an estimate); each row logged adds an entry at the right edge
-- undo:        none: the table is yours
create index app.access_log_ix
    on app.access_log (accessed_at, program_id, user_id)
 local online
