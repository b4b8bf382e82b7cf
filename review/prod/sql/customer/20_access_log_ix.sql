-- name:        access log index
-- purpose:     the sync reads the log from its watermark by this index alone
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the index
create index app.access_log_ix
    on app.access_log (accessed_at, program_id, user_id)
