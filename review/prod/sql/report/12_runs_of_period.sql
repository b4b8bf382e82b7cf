-- name:        find runs of period
-- purpose:     find the first and the last run that started in a period
-- transaction: caller
-- binds:       from_at, to_at
-- index:       none; lapse_owner.lapse_run has one row per run
-- undo:        none needed, read only
select min(r.run_id) as first_run,
       max(r.run_id) as last_run
  from lapse_owner.lapse_run r
 where r.started_at >= :from_at
   and r.started_at < :to_at
