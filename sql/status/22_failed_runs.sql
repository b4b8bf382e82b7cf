-- name:        failed runs
-- purpose:     find other runs that failed or died since the last good evening
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none needed, read only
select 'warning' as state,
       {{ counted("f.runs", "other run") }} || ' failed or died since the last good evening, the newest run ' || f.run_id as finding,
       'see lapse show ' || f.run_id as todo,
       f.runs,
       f.run_id
  from (
         select count(*) as runs,
                max(r.run_id) as run_id
           from {{ lapse_run }} r
          where r.run_id > nvl({{ last_good_evening() | indent(10) }}, 0)
            and r.run_id <> nvl({{ newest_evening() | indent(10) }}, 0)
            and r.status in ('failed', 'abandoned')
       ) f
 where f.runs > 0
