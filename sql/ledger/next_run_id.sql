-- name:        next run id
-- purpose:     read the number of the next run, under the lock
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}run_pk (run_id); a min/max scan
-- undo:        none needed, read only
select nvl(max(r.run_id), 0) + 1 as run_id
  from {{ lapse_run }} r
