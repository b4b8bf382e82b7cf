-- name:        grant watermark
-- purpose:     let the operator read how far each run has read the logs
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_watermark from lapse_operator
grant read
   on lapse_owner.lapse_watermark
   to lapse_operator
