-- name:        list runs of report
-- purpose:     list the runs of a report, who ran them, and what each did
-- transaction: caller
-- binds:       first_run, last_run
-- index:       lapse_run_pk (run_id), lapse_run_count_pk (run_id, ...), lapse_candidate_pk (run_id, ...), lapse_run_step_pk (run_id, ...), lapse_rejected_item_pk (run_id, ...)
-- undo:        none needed, read only
select /*+ leading(r c l w x) use_hash(c l w x) */
       r.run_id,
       r.jobs,
       case when (r.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = r.run_id and s.job = 'revoke')) then 1 else 0 end as is_evening,
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
  from lapse_owner.lapse_run r
  left join (
              select n.run_id, n.permissions, n.lapsing + n.judged_protected as candidates, n.revoked,
                     case when n.revoked is null then n.judged_protected else n.lapsing + n.judged_protected - n.revoked end as protected
                from (
                       select k.run_id,
                              sum(case k.count_name when 'permissions' then k.count_value end) as permissions,
                              nvl(sum(case k.count_name when 'lapsing' then k.count_value end), 0) as lapsing,
                              nvl(sum(case when substr(k.count_name, 1, 10) = 'protected_' then k.count_value end), 0) as judged_protected,
                              sum(case k.count_name when 'permissions_revoked' then k.count_value end) as revoked
                         from lapse_owner.lapse_run_count k
                        where k.run_id between :first_run and :last_run
                          and k.job in ('judge', 'revoke')
                        group by k.run_id
                     ) n
            ) c
    on c.run_id = r.run_id
  left join (
              select d.run_id, sum(d.permission_rows) as listed
                from lapse_owner.lapse_candidate d
               where d.run_id between :first_run and :last_run
               group by d.run_id
            ) l
    on l.run_id = r.run_id
  left join (
              select t.run_id, sum(t.affected) as notices
                from lapse_owner.lapse_run_step t
               where t.run_id between :first_run and :last_run
                 and t.job = 'revoke'
                 and t.step = 'write notices'
                 and t.status = 'done'
               group by t.run_id
            ) w
    on w.run_id = r.run_id
  left join (
              select i.run_id, count(*) as rejected
                from lapse_owner.lapse_rejected_item i
               where i.run_id between :first_run and :last_run
               group by i.run_id
            ) x
    on x.run_id = r.run_id
 where r.run_id between :first_run and :last_run
 order by r.run_id
