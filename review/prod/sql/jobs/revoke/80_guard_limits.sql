-- name:        guard limits
-- purpose:     the limits, held against what the DELETE really took: as many rows as this run archived
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       lapse_revocation_pk (run_id, revocation_no)
-- undo:        none needed, read only
  with counted as (
         select n.program_id,
                sum(n.revoked) as revoked,
                sum(n.permissions) as permissions
           from (
                  select v.program_id,
                         count(*) as revoked,
                         count(*) as permissions
                    from lapse_owner.lapse_revocation v
                   where v.run_id = :run_id
                   group by v.program_id
                   union all
                  select p.program_id as program_id,
                         0 as revoked,
                         count(*) as permissions
                    from app.permission p
                   group by p.program_id
                ) n
          where cast(:accepted_plan as varchar2(64)) is null
          group by n.program_id
       ),
       total as (
         select sum(c.revoked) as revoked,
                sum(c.permissions) as permissions
           from counted c
       ),
       over_limit as (
         select c.program_id,
                c.revoked,
                c.permissions,
                row_number() over (order by c.revoked desc, c.program_id asc) as place
           from counted c
          where (c.revoked > 200 or c.revoked > 5 and c.revoked * 100 > 50 * c.permissions)
       )
select 'would revoke ' || to_char(t.revoked, 'fm999,999,999,990') || ' of ' || to_char(t.permissions, 'fm999,999,999,990')
       || ' (' || round(t.revoked * 100 / t.permissions) || ' %)'
       || ' permissions, over max_revocations = 1000 or max_revocation_percent = 5:'
       || ' lapse plan lists them, lapse run --accept-plan DIGEST takes exactly those' as reason
  from total t
 where (t.revoked > 1000 or t.revoked > 5 and t.revoked * 100 > 5 * t.permissions)
 union all
select 'program ' || o.program_id || ' would lose ' || to_char(o.revoked, 'fm999,999,999,990') || ' of ' || to_char(o.permissions, 'fm999,999,999,990')
       || ' (' || round(o.revoked * 100 / o.permissions) || ' %)'
       || ', over max_program_revocations = 200 or max_program_revocation_percent = 50'
  from over_limit o
 where o.place <= 5
 union all
select 'further programs over these limits: ' || (max(o.place) - 5)
  from over_limit o
having max(o.place) > 5
 union all
select 'the permissions revoked are not those archived: ' || nvl(to_char(n.revoked, 'fm999,999,999,990'), 'they were not counted')
  from (
         select max(case when k.count_name = 'permissions_revoked' then k.count_value end) as revoked
           from lapse_owner.lapse_run_count k
          where k.run_id = :run_id
            and k.job = 'revoke'
       ) n
 where n.revoked is null
    or n.revoked <> (
         select count(*)
           from lapse_owner.lapse_revocation v
          where v.run_id = :run_id
       )
