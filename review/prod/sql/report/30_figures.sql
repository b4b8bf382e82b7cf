-- name:        count figures of report
-- purpose:     count what the runs of a report revoked, and the permissions that the last judgement of them found
-- transaction: caller
-- binds:       first_run, last_run, judged_run
-- index:       lapse_revocation_pk (run_id, ...), lapse_rejected_item_pk (run_id, ...), lapse_run_program_uk (run_id, program_id)
-- undo:        none needed, read only
select /*+ leading(v j o p) use_nl(j o p) */
       v.revoked,
       v.programs,
       v.users,
       v.restored,
       v.without_notice,
       j.of_other_jobs + o.outstanding as open_items,
       p.permissions,
       p.without_grant_date,
       p.held_programs
  from (
         select count(*) as revoked,
                count(distinct r.program_id) as programs,
                count(distinct r.user_id) as users,
                count(r.restored_at) as restored,
                count(*) - count(r.noticed_at) as without_notice
           from lapse_owner.lapse_revocation r
          where r.run_id between :first_run and :last_run
       ) v
 cross join (
         select count(*) as of_other_jobs
           from lapse_owner.lapse_rejected_item i
          where i.run_id between :first_run and :last_run
            and i.job <> 'sync'
       ) j
 cross join (
         select count(*) as outstanding
           from lapse_owner.lapse_rejected_item x
          where x.job = 'sync'
            and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                             where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
            and 0 = (select /*+ no_unnest */ count(*) from lapse_owner.lapse_last_access a
                      where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
            and x.run_id between :first_run and :last_run
       ) o
 cross join (
         select nvl(sum(q.permission_rows), 0) as permissions,
                nvl(sum(q.rows_without_grant_date), 0) as without_grant_date,
                count(q.held_reason) as held_programs
           from lapse_owner.lapse_run_program q
          where q.run_id = :judged_run
       ) p
