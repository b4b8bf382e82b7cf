-- name:        guard limits
-- purpose:     stop if this run would revoke, or give notice of, more permissions than its limits allow; its list can be accepted
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       lapse_candidate_pk (run_id, ...)
-- undo:        none needed, read only
select 'would revoke ' || to_char(t.losses, 'fm999,999,999,990') || ' of ' || to_char(t.permission_rows, 'fm999,999,999,990') || ' (' || round(t.losses * 100 / t.permission_rows) || ' %)' || ' permissions, over '
       || case when t.losses > 1000 then 'max_revocations = 1000' end
       || case when t.losses > 1000 and t.losses > 5 and t.losses * 100 > 5 * t.permission_rows then ' and ' end
       || case when t.losses > 5 and t.losses * 100 > 5 * t.permission_rows then 'max_revocation_percent = 5' end as reason
  from (
         select sum(n.losses) as losses, sum(n.permission_rows) as permission_rows
           from (
                  select /*+ leading(r c) use_hash(c) */ r.program_id, r.permission_rows,
                         nvl(sum(case when c.protected_by is null or c.protected_by = 'notice_missing' then c.permission_rows end), 0) as losses
                    from lapse_owner.lapse_run_program r
                    left join lapse_owner.lapse_candidate c on c.run_id = r.run_id and c.program_id = r.program_id
                   where r.run_id = :run_id and cast(:accepted_plan as number) is null
                   group by r.program_id, r.permission_rows
                ) n
       ) t
 where t.losses > 1000 or (t.losses > 5 and t.losses * 100 > 5 * t.permission_rows)
