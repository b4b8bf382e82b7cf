-- name:        list runs
-- purpose:     list the newest runs first
-- transaction: caller
-- binds:       none
-- index:       lapse_run_pk (run_id)
-- undo:        none needed, read only
select r.run_id,
       r.environment,
       r.jobs,
       r.as_of,
       r.status,
       r.exit_code,
       r.started_at,
       r.finished_at,
       (
         select min(w.synced_to)
           from lapse_owner.lapse_watermark w
          where w.run_id = r.run_id
       ) as synced_to,
       r.message
  from lapse_owner.lapse_run r
 order by r.run_id desc
