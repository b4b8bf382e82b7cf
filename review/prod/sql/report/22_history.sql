-- name:        list evenings before
-- purpose:     list the newest 400 evenings up to a run, and what each revoked and protected
-- transaction: caller
-- binds:       last_run
-- index:       none; lapse_owner.lapse_run has one row per run and lapse_owner.lapse_run_count a few
-- undo:        none needed, read only
select /*+ leading(h c) use_hash(c) */
       h.run_id,
       h.as_of,
       h.status,
       nvl(c.revoked, 0) as revoked,
       nvl(c.protected, 0) as protected
  from (
         select e.run_id, e.as_of, e.status, row_number() over (order by e.run_id desc) as newness
           from lapse_owner.lapse_run e
          where e.run_id <= :last_run
            and (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
       ) h
  left join (
              select n.run_id, n.permissions, n.lapsing + n.judged_protected as candidates, n.revoked,
                     case when n.revoked is null then n.judged_protected else n.lapsing + n.judged_protected - n.revoked end as protected
                from (
                       select k.run_id,
                              sum(case k.count_name when 'permissions' then k.count_value end) as permissions,
                              nvl(sum(case k.count_name when 'lapsing' then k.count_value end), 0) as lapsing,
                              nvl(sum(case when substr(k.count_name, 1, 10) = 'protected_' then k.count_value end), 0) as judged_protected,
                              sum(case k.count_name when 'permissions_revoked' then k.count_value end) as revoked
                         from lapse_owner.lapse_run_count k
                        where k.run_id <= :last_run
                          and k.job in ('judge', 'revoke')
                        group by k.run_id
                     ) n
            ) c
    on c.run_id = h.run_id
 where h.newness <= 400
 order by h.run_id
