-- name:        list notices
-- purpose:     whose permission lapses soon, for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none needed, read only
select c.program_id,
       c.user_id,
       p.{{ permission.granted_at }} as granted_at,
       (
         select a.last_access_at
           from {{ lapse_last_access }} a
          where a.program_id = c.program_id
            and a.user_id = c.user_id
       ) as last_access_at,
       c.noticed_at,
       c.noticed_at + {{ policy.notice_days }} as lapses_from,
       c.run_id
  from {{ lapse_notice }} c
  join {{ permission }} p
    on c.program_id = p.{{ permission.program_id }}
   and c.user_id = p.{{ permission.user_id }}
 where {{ noted() }}
 order by c.noticed_at, c.program_id, c.user_id
