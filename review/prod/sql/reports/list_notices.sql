-- name:        list notices
-- purpose:     whose permission lapses soon, for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       lapse_notice_pk (program_id, user_id)
-- undo:        none needed, read only
select c.program_id,
       c.user_id,
       p.granted_at as granted_at,
       (
         select a.last_access_at
           from lapse_owner.lapse_last_access a
          where a.program_id = c.program_id
            and a.user_id = c.user_id
       ) as last_access_at,
       c.noticed_at,
       c.noticed_at + 0 as lapses_from,
       c.run_id
  from lapse_owner.lapse_notice c
  join app.permission p
    on c.program_id = p.program_id
   and c.user_id = p.user_id
 where exists (
         select 1
           from lapse_owner.lapse_notice n
          where n.program_id = p.program_id
            and n.user_id = p.user_id
            and p.granted_at <= n.noticed_at
            and not exists (
                  select 1
                    from lapse_owner.lapse_last_access a
                   where a.program_id = n.program_id
                     and a.user_id = n.user_id
                     and a.last_access_at > n.noticed_at
                )
            and not exists (
                  select 1
                    from lapse_owner.lapse_revocation b
                   where b.program_id = n.program_id
                     and b.user_id = n.user_id
                     and b.restored_at > n.noticed_at
                )
       )
 order by c.noticed_at, c.program_id, c.user_id
