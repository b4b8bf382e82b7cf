-- name:        grant watermark
-- purpose:     let the operator read how far each run has read the logs
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_watermark }} from {{ operator_account }}
grant read
   on {{ lapse_watermark }}
   to {{ operator_account }}
