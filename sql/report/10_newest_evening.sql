-- name:        find newest evening
-- purpose:     find the newest evening that has ended
-- transaction: caller
-- binds:       none
-- index:       none; {{ lapse_run }} has one row per run
-- undo:        none needed, read only
select max(e.run_id) as run_id
  from {{ lapse_run }} e
 where e.status <> 'running'
   and {{ is_evening("e") }}
