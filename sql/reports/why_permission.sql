-- name:        why permission
-- purpose:     show one permission: its dates, its days, and what the newest judged run says of it
-- transaction: caller
-- binds:       program_id, user_id
-- index:       the permission table's index on program and user; {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none needed, read only
select{{ hint("why_permission", "leading(p y a m j c) use_nl(y a m j c)") }}
       p.{{ permission.program_id }} as program_id,
       p.{{ permission.user_id }} as user_id,
       p.{{ permission.granted_at }} as granted_at,
       a.last_access_at,
       nvl(y.inactivity_days, {{ policy.inactivity_days }}) as inactivity_days,
       case when c.run_id is null then 0 else 1 end as is_candidate,
       c.protected_by,
       {{ detail_of_candidate() }},
       c.last_access_at as judged_last_access_at,
       c.inactivity_days as judged_inactivity_days,
       j.run_id as judged_by_run,
       j.as_of as judged_as_of,
       j.jobs as judged_jobs,
       j.status as judged_status,
       j.accepted_plan
  from {{ permission }} p
  left join {{ lapse_policy }} y
    on y.program_id = p.{{ permission.program_id }}
  left join {{ lapse_last_access }} a
    on a.program_id = p.{{ permission.program_id }}
   and a.user_id = p.{{ permission.user_id }}
  cross join (
         select max(r.run_id) as run_id
           from {{ lapse_run }} r
          where r.judged_at is not null
       ) m
  left join {{ lapse_run }} j
    on j.run_id = m.run_id
  left join {{ lapse_candidate }} c
    on c.run_id = m.run_id
   and c.program_id = p.{{ permission.program_id }}
   and c.user_id = p.{{ permission.user_id }}
   and c.granted_at = p.{{ permission.granted_at }}
 where p.{{ permission.program_id }} = :program_id
   and p.{{ permission.user_id }} = :user_id
 order by p.{{ permission.granted_at }}
