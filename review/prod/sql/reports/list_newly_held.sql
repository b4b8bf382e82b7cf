-- name:        list newly held programs
-- purpose:     list the programs that a judged run held and the judged evening before it did not, and why, for the notification
-- transaction: caller
-- binds:       run_id
-- index:       lapse_run_program_uk (run_id, program_id); lapse_run_pk (run_id) backwards to the evening before
-- undo:        none needed, read only
select p.program_id,
       p.permission_rows as permissions,
       p.held_reason as reason
  from lapse_owner.lapse_run_program p
 where p.run_id = :run_id
   and p.held_reason is not null
   and exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_run r
          where r.run_id = p.run_id
            and r.judged_at is not null
       )
   and not exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_run_program b
          where b.run_id = (
                  select max(e.run_id)
                    from lapse_owner.lapse_run e
                   where e.run_id < :run_id
                     and e.judged_at is not null
                     and e.status <> 'abandoned'
                     and (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
                )
            and b.program_id = p.program_id
            and b.held_reason is not null
       )
 order by p.program_id
