-- name:        count candidates
-- purpose:     how many permissions would lapse now, say at other days of inactivity, noted or not
-- transaction: caller
-- binds:       as_of
-- index:       as the DELETE; one pass over the permission table
-- undo:        none needed, read only
select count(*) as candidates
  from app.permission p
 where p.granted_at <= :as_of - nvl((
         select y.inactivity_days
           from lapse_owner.lapse_policy y
          where y.program_id = p.program_id
       ), 90)
   and not exists (
         select 1
           from lapse_owner.lapse_last_access a
           left join lapse_owner.lapse_policy y
             on y.program_id = a.program_id
          where a.program_id = p.program_id
            and a.user_id = p.user_id
            and a.last_access_at > :as_of - nvl(y.inactivity_days, 90)
       )
   and not exists (
         select /*+ unnest hash_aj index(l access_log_ix) */ 1
           from app.access_log l
           left join lapse_owner.lapse_policy y
             on y.program_id = l.program_id
          where l.accessed_at > nvl((
                   select max(w.read_to)
                     from lapse_owner.lapse_watermark w
                    where w.read_to <= :as_of
                      and w.access_log = 'app.access_log'
                 ) - 3, date '0001-01-01')
            and l.accessed_at <= :as_of
            and l.accessed_at > :as_of - nvl(y.inactivity_days, 90)
            and l.program_id = p.program_id
            and l.user_id = p.user_id
       )
   and not exists (
         select 1
           from lapse_owner.lapse_revocation b
           left join lapse_owner.lapse_policy y
             on y.program_id = b.program_id
          where b.program_id = p.program_id
            and b.user_id = p.user_id
            and b.restored_at > :as_of - nvl(y.inactivity_days, 90)
       )
   and not exists (
         select 1
           from lapse_owner.lapse_exemption e
          where (e.program_id = p.program_id or e.program_id is null)
            and (e.user_id = p.user_id or e.user_id is null)
            and e.starts_at <= sysdate
            and e.ends_at > :as_of
            and e.ends_at > e.starts_at
       )
   and not exists (
         select 1
           from lapse_owner.lapse_policy y
          where y.program_id = p.program_id
            and y.revocation_mode in ('report', 'off')
       )
   and not exists (
         select 1
           from (
                  select x.program_id,
                         'accesses that could not be written: lapse rejected' as reason
                    from lapse_owner.lapse_rejected_item x
                    left join lapse_owner.lapse_last_access a
                      on a.program_id = x.program_id
                     and a.user_id = x.user_id
                   where (a.last_access_at is null or a.last_access_at < x.accessed_at)
                   group by x.program_id
                   union all
                  select s.program_id,
                         'not one access of anyone in all its days: a dead program, or its log' as reason
                    from (
                           select q.program_id as program_id
                             from app.permission q
                            group by q.program_id
                           having count(*) >= 10
                         ) s
                    left join lapse_owner.lapse_policy y
                      on y.program_id = s.program_id
                   where (y.when_silent = 'hold' or y.program_id is null)
                     and not exists (
                           select 1
                             from lapse_owner.lapse_last_access a
                            where a.program_id = s.program_id
                              and a.last_access_at > :as_of - nvl(y.inactivity_days, 90)
                         )
                     and not exists (
                           select /*+ unnest hash_aj index(l access_log_ix) */ 1
                             from app.access_log l
                            where l.accessed_at > nvl((
                                     select max(w.read_to)
                                       from lapse_owner.lapse_watermark w
                                      where w.read_to <= :as_of
                                        and w.access_log = 'app.access_log'
                                   ) - 3, date '0001-01-01')
                              and l.accessed_at <= :as_of
                              and l.accessed_at > :as_of - nvl(y.inactivity_days, 90)
                              and l.program_id = s.program_id
                         )
                   union all
                  select y.program_id,
                         'an access log that does not tell of all its days' as reason
                    from lapse_owner.lapse_policy y
                   where y.inactivity_days > 90
                     and not (
                           (exists (
                                    select 1
                                      from app.access_log l
                                     where l.accessed_at > :as_of - 2 * y.inactivity_days
                                       and l.accessed_at <= :as_of - y.inactivity_days
                                  )
                               or exists (
                                    select 1
                                      from lapse_owner.lapse_watermark w
                                     where w.access_log = 'app.access_log'
                                       and w.synced_to <= :as_of - y.inactivity_days
                                  ))
                         )
                ) h
          where h.program_id = p.program_id
       )
