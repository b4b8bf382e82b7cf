-- name:        find newest judged evening
-- purpose:     find as of when the newest evening that was judged looked at the permissions
-- transaction: caller
-- binds:       none
-- index:       none; {{ lapse_run }} has one row per run
-- undo:        none needed, read only
select max(e.as_of) as as_of
  from {{ lapse_run }} e
 where e.judged_at is not null
   and {{ is_evening("e") }}
