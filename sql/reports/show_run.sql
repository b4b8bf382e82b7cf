-- name:        show run
-- purpose:     show one run
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none needed, read only
select r.run_id,
       r.environment,
       r.jobs,
       r.as_of,
       r.scn,
       r.status,
       r.exit_code,
       r.started_at,
       r.heartbeat_at,
       r.finished_at,
       (
         select min(w.synced_to)
           from {{ lapse_watermark }} w
          where w.run_id = r.run_id
       ) as synced_to,
       r.message,
       r.judged_at,
       r.accepted_plan,
       r.accept_reason,
       r.sql_digest,
       r.lapse_version,
       r.host_name,
       r.os_user,
       (
         select count(distinct x.item_no)
           from {{ lapse_rejected_item }} x
           join {{ lapse_dismissal }} d
             on {{ dismisses("d", "x") }}
          where x.run_id = r.run_id
            and x.job = 'sync'
       ) as dismissed_items
  from {{ lapse_run }} r
 where r.run_id = :run_id
