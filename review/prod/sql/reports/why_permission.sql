-- name:        why permission
-- purpose:     show one permission: its dates, its days, and what the newest judged run says of it
-- transaction: caller
-- binds:       program_id, user_id
-- index:       the permission table's index on program and user; lapse_last_access_pk (program_id, user_id)
-- undo:        none needed, read only
select /*+ leading(p y a m j c) use_nl(y a m j c) */
       p.program_id as program_id,
       p.user_id as user_id,
       p.granted_at as granted_at,
       a.last_access_at,
       nvl(y.inactivity_days, 90) as inactivity_days,
       case when c.run_id is null then 0 else 1 end as is_candidate,
       c.protected_by,
       case c.protected_by
         when 'exempted'
         then (
                select 'until ' || to_char(max(e.ends_at), 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_exemption e
                 where (e.program_id = c.program_id or e.program_id is null)
                   and (e.user_id = c.user_id or e.user_id is null)
                   and e.starts_at <= sysdate
              )
         when 'restored'
         then (
                select 'restored ' || to_char(max(b.restored_at), 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_revocation b
                 where b.program_id = c.program_id
                   and b.user_id = c.user_id
              )
         when 'notice_running'
         then (
                select 'until ' || to_char(n.noticed_at + 0, 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_notice n
                 where n.program_id = c.program_id
                   and n.user_id = c.user_id
              )
         when 'notice_missing'
         then (
                select 'given, until ' || to_char(n.noticed_at + 0, 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_notice n
                 where n.program_id = c.program_id
                   and n.user_id = c.user_id
                   and n.run_id = c.run_id
              )
         when 'paused'
         then (
                select 'until ' || to_char(max(z.ends_at), 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_pause z
                 where z.starts_at <= sysdate
              )
         else c.detail
       end as detail,
       c.last_access_at as judged_last_access_at,
       c.inactivity_days as judged_inactivity_days,
       j.run_id as judged_by_run,
       j.as_of as judged_as_of,
       j.jobs as judged_jobs,
       j.status as judged_status,
       j.accepted_plan
  from app.permission p
  left join lapse_owner.lapse_policy y
    on y.program_id = p.program_id
  left join lapse_owner.lapse_last_access a
    on a.program_id = p.program_id
   and a.user_id = p.user_id
  cross join (
         select max(r.run_id) as run_id
           from lapse_owner.lapse_run r
          where r.judged_at is not null
       ) m
  left join lapse_owner.lapse_run j
    on j.run_id = m.run_id
  left join lapse_owner.lapse_candidate c
    on c.run_id = m.run_id
   and c.program_id = p.program_id
   and c.user_id = p.user_id
   and c.granted_at = p.granted_at
 where p.program_id = :program_id
   and p.user_id = :user_id
 order by p.granted_at
