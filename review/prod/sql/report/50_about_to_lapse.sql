-- name:        count about to lapse
-- purpose:     count the permissions of each program that reach their inactivity period within 7 and within 30 days, whatever would protect them
-- transaction: caller
-- binds:       as_of
-- index:       none; one pass over the permission table and one over lapse_owner.lapse_last_access
-- undo:        none needed, read only
select m.program_id,
       m.permissions,
       m.within_7_days,
       m.within_30_days
  from (
         select n.program_id,
                count(*) as permissions,
                sum(case when n.days_left between 1 and 7 then 1 else 0 end) as within_7_days,
                sum(case when n.days_left between 1 and 30 then 1 else 0 end) as within_30_days
           from (
                  select p.program_id as program_id,
                         nvl(y.inactivity_days, 90) - floor(:as_of - cast(greatest(p.granted_at, nvl(a.last_access_at, p.granted_at)) as date)) as days_left
                    from app.permission p
                    left join lapse_owner.lapse_last_access a
                      on a.program_id = p.program_id
                     and a.user_id = p.user_id
                    left join lapse_owner.lapse_policy y
                      on y.program_id = p.program_id
                   where p.granted_at <= :as_of
                     and (y.revocation_mode is null or y.revocation_mode = 'enforce')
                ) n
          group by n.program_id
       ) m
 where m.within_30_days > 0
 order by m.within_7_days desc, m.within_30_days desc, m.program_id
