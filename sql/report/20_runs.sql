-- name:        list runs of report
-- purpose:     list the runs of a report, who ran them, and what each did
-- transaction: caller
-- binds:       first_run, last_run
-- index:       {{ prefix }}run_pk (run_id), {{ prefix }}run_count_pk (run_id, ...), {{ prefix }}candidate_pk (run_id, ...), {{ prefix }}run_step_pk (run_id, ...), {{ prefix }}rejected_item_pk (run_id, ...)
-- undo:        none needed, read only
select{{ hint("report_runs", "leading(r c l w x) use_hash(c l w x)") }}
       r.run_id,
       r.jobs,
       case when {{ is_evening("r") }} then 1 else 0 end as is_evening,
       r.as_of,
       r.started_at,
       r.judged_at,
       r.finished_at,
       r.status,
       r.exit_code,
       r.message,
       c.permissions,
       c.candidates,
       nvl(l.listed, 0) as listed,
       nvl(c.revoked, 0) as revoked,
       c.protected,
       nvl(w.notices, 0) as notices,
       nvl(x.rejected, 0) as rejected,
       r.os_user,
       r.host_name,
       r.accepted_plan,
       r.accept_reason,
       r.sql_digest,
       r.lapse_version
  from {{ lapse_run }} r
  left join {{ counts_of_runs("k.run_id between :first_run and :last_run") }} c
    on c.run_id = r.run_id
  left join (
              select d.run_id, sum(d.permission_rows) as listed
                from {{ lapse_candidate }} d
               where d.run_id between :first_run and :last_run
               group by d.run_id
            ) l
    on l.run_id = r.run_id
  left join (
              select t.run_id, sum(t.affected) as notices
                from {{ lapse_run_step }} t
               where t.run_id between :first_run and :last_run
                 and t.job = 'revoke'
                 and t.step = 'write notices'
                 and t.status = 'done'
               group by t.run_id
            ) w
    on w.run_id = r.run_id
  left join (
              select i.run_id, count(*) as rejected
                from {{ lapse_rejected_item }} i
               where i.run_id between :first_run and :last_run
               group by i.run_id
            ) x
    on x.run_id = r.run_id
 where r.run_id between :first_run and :last_run
 order by r.run_id
