-- name:        access log index
-- purpose:     create the index by which each sync reads the new rows of the log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the index
create index app.access_log_ix
    on app.access_log (accessed_at, program_id, user_id)
