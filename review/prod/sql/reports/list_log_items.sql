-- name:        list log items
-- purpose:     show the newest window of each access log, and how many of its (program, user) pairs have no permission
-- transaction: caller
-- binds:       none
-- index:       lapse_watermark_pk (access_log, run_id), each access log's index on its time of access, the permission table's index on program and user
-- undo:        none needed, read only
select w.access_log,
       w.run_id,
       w.synced_to,
       nvl(g.items, 0) as items,
       nvl(g.items_without_permission, 0) as items_without_permission,
       round(g.items_without_permission * 100 / g.items) as without_permission_percent,
       case
         when g.items_without_permission * 2 > g.items
         then g.items_without_permission || ' of ' || g.items || ' (program, user) pairs in the last 24 hours of ' || w.access_log
              || ' have no permission. Do the log and the permission table spell ids alike?'
       end as note
  from lapse_owner.lapse_watermark w
  left join (
         select x.access_log,
                count(*) as items,
                count(*) - count(x.is_held) as items_without_permission
           from (
                  select i.access_log,
                         case
                           when exists (
                                  select /*+ no_unnest index(p (program_id user_id)) */ 1
                                    from app.permission p
                                   where p.program_id = i.program_id
                                     and p.user_id = i.user_id
                                )
                           then 1
                         end as is_held
                    from (
                           select distinct 'app.access_log' as access_log,
                                  l.program_id as program_id,
                                  l.user_id as user_id
                             from app.access_log l
                            where l.accessed_at > (
                                    select w.read_to
                                      from lapse_owner.lapse_watermark w
                                     where w.access_log = 'app.access_log'
                                       and w.run_id = (
                                             select max(n.run_id)
                                               from lapse_owner.lapse_watermark n
                                              where n.access_log = w.access_log
                                                and n.synced_to is not null
                                           )
                                  ) - 1
                              and l.accessed_at <= (
                                    select w.read_to
                                      from lapse_owner.lapse_watermark w
                                     where w.access_log = 'app.access_log'
                                       and w.run_id = (
                                             select max(n.run_id)
                                               from lapse_owner.lapse_watermark n
                                              where n.access_log = w.access_log
                                                and n.synced_to is not null
                                           )
                                  )
                              and l.program_id is not null
                              and l.user_id is not null
                         ) i
                ) x
          group by x.access_log
       ) g
    on g.access_log = w.access_log
 where w.access_log in ('app.access_log')
   and w.run_id = (
         select max(n.run_id)
           from lapse_owner.lapse_watermark n
          where n.access_log = w.access_log
            and n.synced_to is not null
       )
 order by w.access_log
