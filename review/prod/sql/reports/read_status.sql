-- name:        read status
-- purpose:     show whether evening runs work: the newest, the last that ended well, and what is outstanding
-- transaction: caller
-- binds:       none
-- index:       none; one pass over lapse_owner.lapse_run and one over lapse_owner.lapse_revocation
-- undo:        none needed, read only
select /*+ leading(e u n) use_nl(u n) */
       e.newest_run_id,
       n.status as newest_status,
       n.as_of as newest_as_of,
       n.message as newest_message,
       e.ended_well_at,
       (
         select count(*)
           from (
                  select /*+ leading(x a) use_nl(a) */ x.program_id, x.user_id
                    from lapse_owner.lapse_rejected_item x
                    left join lapse_owner.lapse_last_access a on a.program_id = x.program_id and a.user_id = x.user_id
                   where x.job = 'sync' and (a.last_access_at is null or a.last_access_at < x.accessed_at)
                     and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                                      where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
                   group by x.program_id, x.user_id
                ) o
       ) as outstanding_items,
       u.revocations_90_days,
       u.put_back_within_30_days,
       round(u.put_back_within_30_days * 100 / nullif(u.revocations_90_days, 0)) as put_back_percent,
       case
         when e.newest_run_id is null
         then 'no evening has run yet'
         when e.ended_well_at is null
         then 'no evening has ended well yet'
         when n.status not in ('running', 'done', 'rejected')
         then 'the newest evening: ' || n.status
         when e.ended_well_at < sysdate - 25 / 24
         then 'no evening has ended well since ' || to_char(e.ended_well_at, 'yyyy-mm-dd hh24:mi:ss') || ', over 25 hours ago'
       end as problem
  from (
         select max(r.run_id) as newest_run_id,
                max(case when r.status in ('done', 'rejected') then r.finished_at end) as ended_well_at
           from lapse_owner.lapse_run r
          where r.jobs = 'sync judge revoke'
       ) e
 cross join (
         select count(*) as revocations_90_days,
                nvl(sum(case when b.is_back = 1 then 1 end), 0) as put_back_within_30_days
           from (
                  select case
                           when v.restored_at <= v.revoked_at + 30
                             or exists (
                                  select 1
                                    from app.permission p
                                   where p.program_id = v.program_id
                                     and p.user_id = v.user_id
                                     and p.granted_at > v.revoked_at
                                     and p.granted_at <= v.revoked_at + 30
                                )
                           then 1
                         end as is_back
                    from lapse_owner.lapse_revocation v
                   where v.revoked_at > sysdate - 90
                ) b
       ) u
  left join lapse_owner.lapse_run n
    on n.run_id = e.newest_run_id
