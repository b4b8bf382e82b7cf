-- name:        grant watermark
-- purpose:     the list of runs says up to when each has read the log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_watermark }} from {{ operator_account }}
grant select
   on {{ lapse_watermark }}
   to {{ operator_account }}
