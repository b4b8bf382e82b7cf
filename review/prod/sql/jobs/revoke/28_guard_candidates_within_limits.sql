-- name:        guard candidates within limits
-- purpose:     more candidates than anybody expects are a fault until a person has looked: asked before anything is locked
-- transaction: guard
-- binds:       as_of
-- index:       as the DELETE; one pass over the permission table
-- undo:        none needed, read only
select c.reason
  from (
         select case
                  when n.candidates is null or (n.permissions) is null
                  then 'the permissions revoked were not counted'
                  when n.candidates > 1000
                       or n.candidates * 100 > 5 * (n.permissions)
                  then n.candidates || ' of ' || (n.permissions) || ' permissions ('
                       || round(n.candidates * 100 / nullif(n.permissions, 0)) || ' %) would lapse, over the limit of '
                       || 'max_revocations = 1000 or max_revocation_percent = 5;'
                       || ' see lapse plan, and raise the limit where the plan is right'
                end as reason
           from (
                  select sum(k.candidates) as candidates,
                         sum(k.permissions) as permissions
                    from (
                           select count(*) as candidates,
                                  0 as permissions
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
                                   select /*+ index(l access_log_ix) */ 1
                                     from app.access_log l
                                     left join lapse_owner.lapse_policy y
                                       on y.program_id = l.program_id
                                    where l.accessed_at > nvl((
                                             select max(r.synced_to)
                                               from lapse_owner.lapse_run r
                                              where r.synced_to <= :as_of
                                                and r.access_log = 'app.access_log'
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
                                      and e.starts_at <= :as_of
                                      and e.ends_at > :as_of
                                 )
                             and not exists (
                                   select 1
                                     from lapse_owner.lapse_rejected_item x
                                     left join lapse_owner.lapse_last_access a
                                       on a.program_id = x.program_id
                                      and a.user_id = x.user_id
                                    where x.program_id = p.program_id
                                      and (a.last_access_at is null or a.last_access_at < x.accessed_at)
                                 )
                            union all
                           select 0 as candidates,
                                  count(*) as permissions
                             from app.permission p
                         ) k
                ) n
       ) c
 where c.reason is not null
