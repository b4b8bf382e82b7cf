-- name:        find judged evenings
-- purpose:     find as of when the first and the newest evening that were judged looked at the permissions
-- transaction: caller
-- binds:       none
-- index:       none; {{ lapse_run }} has one row per run
-- undo:        none needed, read only
select min(e.as_of) as first_as_of,
       max(e.as_of) as as_of
  from {{ lapse_run }} e
 where e.judged_at is not null
   and {{ is_evening("e") }}
