-- name:        lock row
-- purpose:     the row that a run locks exists
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}lock_pk (lock_name)
-- undo:        none needed, read only
select 'bad' as verdict,
       'the row ''run'' of {{ lapse_lock }} is missing: no run can start' as finding,
       'insert it as the owner of the table: lock_name = ''run''' as todo
  from dual
 where not exists (
         select 1
           from {{ lapse_lock }} k
          where k.lock_name = 'run'
       )
