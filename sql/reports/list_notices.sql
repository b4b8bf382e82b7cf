-- name:        list notices
-- purpose:     list each notice that runs, once however many rows its permission has, and from when it lapses, for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none needed, read only
select n.program_id,
       n.user_id,
       max(p.{{ permission.granted_at }}) as granted_at,
       a.last_access_at,
       nvl(y.inactivity_days, {{ policy.inactivity_days }}) as inactivity_days,
       n.noticed_at,
       n.noticed_at + {{ policy.notice_days }} as lapses_from,
       to_char(n.noticed_at + {{ policy.notice_days }}, 'yyyy-mm-dd') as lapses_on,
       n.run_id
  from {{ lapse_notice }} n
  join {{ permission }} p
    on p.{{ permission.program_id }} = n.program_id
   and p.{{ permission.user_id }} = n.user_id
  left join {{ lapse_last_access }} a
    on a.program_id = n.program_id
   and a.user_id = n.user_id
  left join {{ lapse_policy }} y
    on y.program_id = n.program_id
 where p.{{ permission.granted_at }} <= n.noticed_at
   and (a.last_access_at is null or a.last_access_at <= n.noticed_at)
 group by n.program_id, n.user_id, a.last_access_at, y.inactivity_days, n.noticed_at, n.run_id
 order by n.noticed_at, n.program_id, n.user_id
