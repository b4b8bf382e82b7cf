-- name:        read figures
-- purpose:     read the figures of the newest evenings and of what is outstanding, from lapse's own tables alone
-- transaction: caller
-- binds:       none
-- index:       lapse_run_pk (run_id), lapse_run_count_pk (run_id, job, count_name), lapse_run_program_uk (run_id, program_id)
-- undo:        none needed, read only
select /*+ leading(k j n l w) use_nl(j n l w) */
       sysdate as now,
       k.newest_run_id,
       n.status as newest_status,
       k.last_run_id,
       nvl(l.exit_code, 1) as last_exit_code,
       l.started_at as last_started_at,
       l.finished_at as last_finished_at,
       k.ended_well_run_id,
       w.finished_at as ended_well_at,
       (
         select c.count_value
           from lapse_owner.lapse_run_count c
          where c.run_id = k.ended_well_run_id
            and c.job = 'revoke'
            and c.count_name = 'permissions_revoked'
       ) as permissions_revoked,
       (
         select nvl(sum(c.count_value), 0)
           from lapse_owner.lapse_run_count c
          where c.job = 'revoke'
            and c.count_name = 'permissions_revoked'
       ) as revoked_by_all_runs,
       j.judged_run_id,
       (
         select count(*)
           from lapse_owner.lapse_run_program p
          where p.run_id = j.judged_run_id
            and p.held_reason is not null
       ) as held_programs,
       (
         select count(*)
           from (
                  select x.program_id, x.user_id
                    from lapse_owner.lapse_rejected_item x
                   where x.job = 'sync'
                     and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                                      where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
                     and 0 = (select /*+ no_unnest */ count(*) from lapse_owner.lapse_last_access a
                               where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
                   group by x.program_id, x.user_id
                ) o
       ) as rejected_items,
       (
         select count(*)
           from lapse_owner.lapse_log_day d
          where d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100
            and not exists (
                  select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = d.access_log and t.log_day = d.log_day and t.ended_at is null
                )
            and d.access_log in ('app.access_log')
       ) as lost_days,
       (
         select count(*)
           from lapse_owner.lapse_exemption e
          where e.starts_at <= sysdate
            and e.ends_at > sysdate
            and e.ends_at <= sysdate + 14
            and e.ended_by is null
            and not exists (
                  select /*+ no_unnest */ 1
                    from lapse_owner.lapse_exemption o
                   where (o.program_id = e.program_id or o.program_id is null)
                     and (o.user_id = e.user_id or o.user_id is null)
                     and o.starts_at <= e.ends_at
                     and o.ends_at > e.ends_at
                )
       ) as exemptions_ending,
       (
         select count(*)
           from lapse_owner.lapse_pause z
          where z.starts_at <= sysdate
            and z.ends_at > sysdate
       ) as pauses
  from (
         select max(e.run_id) as newest_run_id,
                max(case when e.status <> 'running' then e.run_id end) as last_run_id,
                max(case when e.status in ('done', 'rejected') then e.run_id end) as ended_well_run_id
           from lapse_owner.lapse_run e
          where (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
       ) k
 cross join (
         select max(r.run_id) as judged_run_id
           from lapse_owner.lapse_run r
          where r.judged_at is not null
       ) j
  left join lapse_owner.lapse_run n
    on n.run_id = k.newest_run_id
  left join lapse_owner.lapse_run l
    on l.run_id = k.last_run_id
  left join lapse_owner.lapse_run w
    on w.run_id = k.ended_well_run_id
