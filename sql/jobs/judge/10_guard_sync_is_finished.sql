-- name:        guard sync is finished
-- purpose:     last accesses that nobody carried forward are missing data, not unused access
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
{{ unfinished_sync() }}
