-- name:        list notices
-- purpose:     list the permissions given notice, and from when they lapse, for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none needed, read only
select n.program_id,
       n.user_id,
       p.{{ permission.granted_at }} as granted_at,
       a.last_access_at,
       n.noticed_at,
       n.noticed_at + {{ policy.notice_days }} as lapses_from,
       n.run_id
  from {{ lapse_notice }} n
  join {{ permission }} p
    on p.{{ permission.program_id }} = n.program_id
   and p.{{ permission.user_id }} = n.user_id
  left join {{ lapse_last_access }} a
    on a.program_id = n.program_id
   and a.user_id = n.user_id
 where p.{{ permission.granted_at }} <= n.noticed_at
   and (a.last_access_at is null or a.last_access_at <= n.noticed_at)
 order by n.noticed_at, n.program_id, n.user_id
