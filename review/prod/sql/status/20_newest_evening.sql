-- name:        newest evening
-- purpose:     find that the newest evening was stopped, failed or died; one that works now is no problem
-- transaction: caller
-- binds:       none
-- index:       lapse_run_pk (run_id)
-- undo:        none needed, read only
select case
         when r.status = 'stopped' or (r.status = 'running' and r.heartbeat_at < sysdate - 2 / 24)
         then 'warning'
         when r.status = 'running'
         then 'ok'
         else 'critical'
       end as state,
       'run ' || r.run_id
       || case
            when r.status = 'running' and r.heartbeat_at < sysdate - 2 / 24
            then ' has not given a sign of life since ' || to_char(r.heartbeat_at, 'yyyy-mm-dd hh24:mi:ss')
            when r.status = 'running'
            then ' has been running since ' || to_char(r.started_at, 'yyyy-mm-dd hh24:mi:ss')
            when r.status = 'stopped'
            then ' was stopped: ' || substr(r.message, 1, 900)
            when r.status = 'failed'
            then ' failed: ' || substr(r.message, 1, 900)
            else ' died before it had ended, and was marked as abandoned'
          end as finding,
       case
         when r.status <> 'running'
         then 'see lapse show ' || r.run_id
         when r.heartbeat_at < sysdate - 2 / 24
         then 'see whether its process and its sessions still live'
       end as todo,
       r.run_id,
       r.status
  from lapse_owner.lapse_run r
 where r.run_id = (
         select max(e.run_id)
           from lapse_owner.lapse_run e
          where (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
       )
   and r.status not in ('done', 'rejected')
