-- name:        guard limits
-- purpose:     more losses than anybody expects are a fault until a person has looked; the list of this run stays and can be accepted
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       lapse_candidate_pk (run_id, ...)
-- undo:        none needed, read only
  with total as (
         select sum(n.losses) as losses,
                sum(n.permission_rows) as permission_rows
           from (
                  select /*+ leading(r c) use_hash(c) */
                         r.program_id,
                         r.permission_rows,
                         nvl(c.losses, 0) as losses
                    from lapse_owner.lapse_run_program r
                    left join (
                           select k.program_id,
                                  sum(k.permission_rows) as losses
                             from lapse_owner.lapse_candidate k
                            where k.run_id = :run_id
                              and (k.protected_by is null or k.protected_by = 'notice_missing')
                            group by k.program_id
                         ) c
                      on c.program_id = r.program_id
                   where r.run_id = :run_id
                     and cast(:accepted_plan as number) is null
                ) n
       )
select 'would revoke ' || to_char(t.losses, 'fm999,999,999,990') || ' of ' || to_char(t.permission_rows, 'fm999,999,999,990')
       || ' (' || round(t.losses * 100 / t.permission_rows) || ' %)'
       || ' permissions, over max_revocations = 1000' as reason
  from total t
 where t.losses > 1000
 union all
select 'would revoke ' || to_char(t.losses, 'fm999,999,999,990') || ' of ' || to_char(t.permission_rows, 'fm999,999,999,990')
       || ' (' || round(t.losses * 100 / t.permission_rows) || ' %)'
       || ' permissions, over max_revocation_percent = 5'
  from total t
 where t.losses > 5 and t.losses * 100 > 5 * t.permission_rows
