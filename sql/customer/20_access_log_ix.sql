-- name:        access log index
-- purpose:     the sync reads the log from its watermark by this index alone
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the index
create index {{ access_log }}_ix
    on {{ access_log }} ({{ access_log.accessed_at }}, {{ access_log.program_id }}, {{ access_log.user_id }})
