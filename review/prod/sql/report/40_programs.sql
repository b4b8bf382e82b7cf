-- name:        list programs of report
-- purpose:     list the programs with candidates, revocations, a hold or a policy, those that lost most first
-- transaction: caller
-- binds:       first_run, last_run, judged_run
-- index:       lapse_run_program_uk (run_id, program_id), lapse_candidate_pk (run_id, ...), lapse_revocation_pk (run_id, ...)
-- undo:        none needed, read only
select /*+ leading(n y) use_hash(y) */
       n.program_id,
       sum(n.permissions) as permissions,
       sum(n.candidates) as candidates,
       sum(n.revoked) as revoked,
       sum(n.never_used) as never_used,
       sum(n.protected) as protected,
       max(n.inactivity_days) as inactivity_days,
       max(n.revocation_mode) as revocation_mode,
       max(n.when_silent) as when_silent,
       max(n.notice) as notice,
       max(n.held_reason) as held_reason,
       max(y.reason) as policy_reason,
       max(y.set_by) as policy_set_by,
       max(y.set_at) as policy_set_at
  from (
         select p.program_id, p.permission_rows as permissions, 0 as candidates, 0 as protected, 0 as revoked, 0 as never_used,
                p.inactivity_days, p.revocation_mode, p.when_silent, p.notice, p.held_reason
           from lapse_owner.lapse_run_program p
          where p.run_id = :judged_run
          union all
         select c.program_id, 0, sum(c.permission_rows), sum(case when c.protected_by is null then 0 else c.permission_rows end), 0, 0,
                null, null, null, null, null
           from lapse_owner.lapse_candidate c
          where c.run_id = :judged_run
          group by c.program_id
          union all
         select v.program_id, 0, 0, 0, count(*), sum(case when v.last_access_at is null or v.last_access_at < v.granted_at then 1 else 0 end),
                null, null, null, null, null
           from lapse_owner.lapse_revocation v
          where v.run_id between :first_run and :last_run
          group by v.program_id
       ) n
  left join lapse_owner.lapse_policy y
    on y.program_id = n.program_id
 group by n.program_id
having sum(n.candidates) > 0
    or sum(n.revoked) > 0
    or max(n.held_reason) is not null
    or max(y.reason) is not null
 order by sum(n.revoked) desc, n.program_id
