-- name:        access log index
-- purpose:     create the index by which each sync reads the new rows of the log
-- transaction: caller
-- binds:       none
-- index:       about 45 bytes a row with ids of 10 characters (an estimate); each row logged adds an entry at the right edge
-- undo:        drop the index
create index app.access_log_ix
    on app.access_log (accessed_at, program_id, user_id)
