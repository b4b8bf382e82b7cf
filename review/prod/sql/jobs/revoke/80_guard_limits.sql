-- name:        guard limits
-- purpose:     the limits, held against what the DELETE really took
-- transaction: guard
-- binds:       run_id
-- index:       lapse_run_count_pk (run_id, job, count_name)
-- undo:        none needed, read only
select c.reason
  from (
         select case
                  when n.revoked is null or (n.revoked + n.remaining) is null
                  then 'the permissions revoked were not counted'
                  when n.revoked > 1000
                       or n.revoked * 100 > 5 * (n.revoked + n.remaining)
                  then n.revoked || ' of ' || (n.revoked + n.remaining) || ' permissions ('
                       || round(n.revoked * 100 / nullif(n.revoked + n.remaining, 0)) || ' %) would lapse, over the limit of '
                       || 'max_revocations = 1000 or max_revocation_percent = 5;'
                       || ' see lapse plan, and raise the limit where the plan is right'
                end as reason
           from (
                  select sum(case when k.count_name = 'permissions_revoked' then k.count_value end) as revoked,
                         sum(case when k.count_name = 'permissions_left' then k.count_value end) as remaining
                    from lapse_owner.lapse_run_count k
                   where k.run_id = :run_id
                     and k.job = 'revoke'
                ) n
       ) c
 where c.reason is not null
