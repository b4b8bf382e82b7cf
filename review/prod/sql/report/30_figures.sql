-- name:        count figures of report
-- purpose:     count what the runs of a report revoked, and the permissions that the last judgement of them found
-- transaction: caller
-- binds:       first_run, last_run, judged_run
-- index:       lapse_revocation_pk (run_id, ...), lapse_run_program_uk (run_id, program_id)
-- undo:        none needed, read only
select /*+ leading(v p) use_nl(p) */
       v.revoked,
       v.programs,
       v.users,
       v.restored,
       p.permissions,
       p.without_grant_date,
       p.held_programs
  from (
         select count(*) as revoked,
                count(distinct r.program_id) as programs,
                count(distinct r.user_id) as users,
                count(r.restored_at) as restored
           from lapse_owner.lapse_revocation r
          where r.run_id between :first_run and :last_run
       ) v
 cross join (
         select nvl(sum(q.permission_rows), 0) as permissions,
                nvl(sum(q.rows_without_grant_date), 0) as without_grant_date,
                count(q.held_reason) as held_programs
           from lapse_owner.lapse_run_program q
          where q.run_id = :judged_run
       ) p
