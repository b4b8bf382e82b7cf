-- name:        guard sync is complete
-- purpose:     last accesses that nobody carried forward are missing data, not unused access
-- transaction: guard
-- binds:       run_id, as_of
-- index:       none; lapse_run holds a row a run
-- undo:        none needed, read only
select 'no sync has reached ' || to_char(:as_of, 'yyyy-mm-dd hh24:mi:ss')
       || ' or the 48 hours before it: run sync first' as reason
  from dual
 where not exists (
         select 1
           from lapse_owner.lapse_run r
          where r.run_id <= :run_id
            and r.access_log = 'app.access_log'
            and r.synced_to >= :as_of - 48 / 24
       )
