-- name:        grant watermark
-- purpose:     the list of runs says up to when each has read the log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_watermark from lapse_operator
grant select
   on lapse_owner.lapse_watermark
   to lapse_operator
