-- name:        count figures of report
-- purpose:     count what the runs of a report did, and what the last judgement of them found
-- transaction: caller
-- binds:       first_run, last_run, judged_run
-- index:       {{ prefix }}revocation_pk (run_id, ...), {{ prefix }}run_step_pk (run_id, ...), {{ prefix }}rejected_item_pk (run_id, ...), {{ prefix }}run_count_pk (run_id, ...), {{ prefix }}run_program_uk (run_id, program_id)
-- undo:        none needed, read only
select{{ hint("report_figures", "leading(v s x p c) use_nl(s x p c)") }}
       v.revoked,
       v.programs,
       v.users,
       v.restored,
       s.notices,
       x.rejected_items,
       p.permissions,
       p.without_grant_date,
       nvl(c.candidates, 0) as candidates,
       nvl(c.protected, 0) as protected,
       p.held_programs
  from (
         select count(*) as revoked,
                count(distinct r.program_id) as programs,
                count(distinct r.user_id) as users,
                count(r.restored_at) as restored
           from {{ lapse_revocation }} r
          where r.run_id between :first_run and :last_run
       ) v
 cross join (
         select nvl(sum(t.affected), 0) as notices
           from {{ lapse_run_step }} t
          where t.run_id between :first_run and :last_run
            and t.job = 'revoke'
            and t.step = 'write notices'
            and t.status = 'done'
       ) s
 cross join (
         select count(*) as rejected_items
           from {{ lapse_rejected_item }} i
          where i.run_id between :first_run and :last_run
       ) x
 cross join (
         select nvl(sum(q.permission_rows), 0) as permissions,
                nvl(sum(q.rows_without_grant_date), 0) as without_grant_date,
                count(q.held_reason) as held_programs
           from {{ lapse_run_program }} q
          where q.run_id = :judged_run
       ) p
  left join {{ counts_of_runs("k.run_id = :judged_run") }} c
    on c.run_id = :judged_run
