-- name:        list notices
-- purpose:     list each notice that runs, once however many rows its permission has, and from when it lapses, for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       lapse_notice_pk (program_id, user_id)
-- undo:        none needed, read only
select n.program_id,
       n.user_id,
       max(p.granted_at) as granted_at,
       a.last_access_at,
       nvl(y.inactivity_days, 90) as inactivity_days,
       n.noticed_at,
       n.noticed_at + 0 as lapses_from,
       to_char(n.noticed_at + 0, 'yyyy-mm-dd') as lapses_on,
       n.run_id
  from lapse_owner.lapse_notice n
  join app.permission p
    on p.program_id = n.program_id
   and p.user_id = n.user_id
  left join lapse_owner.lapse_last_access a
    on a.program_id = n.program_id
   and a.user_id = n.user_id
  left join lapse_owner.lapse_policy y
    on y.program_id = n.program_id
 where p.granted_at <= n.noticed_at
   and (a.last_access_at is null or a.last_access_at <= n.noticed_at)
 group by n.program_id, n.user_id, a.last_access_at, y.inactivity_days, n.noticed_at, n.run_id
 order by n.noticed_at, n.program_id, n.user_id
