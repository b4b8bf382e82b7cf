-- name:        list permissions
-- purpose:     why each permission lapses now, or what protects it; protected_by is null where it lapses
-- transaction: caller
-- binds:       as_of
-- index:       of the access logs, led by their time of access; one pass over the permission table
-- undo:        none needed, read only
select j.program_id,
       j.user_id,
       j.granted_at,
       j.last_access_at,
       j.inactivity_days,
       j.noticed_at,
       j.protected_by,
       case
         when j.protected_by is not null
         then null
         when j.last_access_at is null
         then 'granted ' || to_char(j.granted_at, 'yyyy-mm-dd hh24:mi:ss') || ' and never used since, over '
              || j.inactivity_days || ' days'
         else 'not used since ' || to_char(j.last_access_at, 'yyyy-mm-dd hh24:mi:ss') || ', over '
              || j.inactivity_days || ' days'
       end as lapses_because
  from (
         select p.program_id as program_id,
                p.user_id as user_id,
                p.granted_at as granted_at,
                u.last_access_at,
                nvl((
                         select y.inactivity_days
                           from lapse_owner.lapse_policy y
                          where y.program_id = p.program_id
                       ), 90) as inactivity_days,
                n.noticed_at,
                case
                  when p.granted_at is null
                  then 'no date of its grant'
                  when exists (
                           select 1
                             from lapse_owner.lapse_policy y
                            where y.program_id = p.program_id
                              and y.revocation_mode in ('off')
                         )
                  then 'a policy that is off'
                  when exists (
                           select 1
                             from lapse_owner.lapse_exemption e
                            where (e.program_id = p.program_id or e.program_id is null)
                              and (e.user_id = p.user_id or e.user_id is null)
                              and e.starts_at <= sysdate
                              and e.ends_at > :as_of
                              and e.ends_at > e.starts_at
                         )
                  then 'an exemption'
                  when p.granted_at > :as_of - nvl((
                           select y.inactivity_days
                             from lapse_owner.lapse_policy y
                            where y.program_id = p.program_id
                         ), 90)
                  then 'a grant within its days'
                  when u.last_access_at > :as_of - nvl((
                           select y.inactivity_days
                             from lapse_owner.lapse_policy y
                            where y.program_id = p.program_id
                         ), 90)
                  then 'an access within its days'
                  when exists (
                           select 1
                             from lapse_owner.lapse_revocation b
                             left join lapse_owner.lapse_policy y
                               on y.program_id = b.program_id
                            where b.program_id = p.program_id
                              and b.user_id = p.user_id
                              and b.restored_at > :as_of - nvl(y.inactivity_days, 90)
                         )
                  then 'a restore within its days'
                  when h.reason is not null
                  then 'its program, which is held: ' || h.reason
                  when exists (
                           select 1
                             from lapse_owner.lapse_policy y
                            where y.program_id = p.program_id
                              and y.revocation_mode in ('report')
                         )
                  then 'a policy that only reports: it would lapse'
                end as protected_by
           from app.permission p
           left join lapse_owner.lapse_notice n
             on n.program_id = p.program_id
            and n.user_id = p.user_id
           left join (
                  select s.program_id,
                         s.user_id,
                         max(s.accessed_at) as last_access_at
                    from (
                           select a.program_id,
                                  a.user_id,
                                  a.last_access_at as accessed_at
                             from lapse_owner.lapse_last_access a
                            union all
                           select l.program_id,
                                  l.user_id,
                                  l.accessed_at
                             from app.access_log l
                            where l.accessed_at > nvl((
                                     select max(w.read_to)
                                       from lapse_owner.lapse_watermark w
                                      where w.read_to <= :as_of
                                        and w.access_log = 'app.access_log'
                                   ) - 3, date '0001-01-01')
                              and l.accessed_at <= :as_of
                         ) s
                   group by s.program_id, s.user_id
                ) u
             on u.program_id = p.program_id
            and u.user_id = p.user_id
           left join (
                  select g.program_id,
                         min(g.reason) as reason
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
                         ) g
                   group by g.program_id
                ) h
             on h.program_id = p.program_id
       ) j
 order by j.program_id, j.user_id
