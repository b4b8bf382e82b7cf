-- name:        purge plans
-- purpose:     old plans
-- transaction: tasklet
-- binds:       before
-- index:       none; lapse_plan holds a row a plan
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_plan }} k
 where k.made_at < :before
