-- name:        list candidates of run
-- purpose:     the candidates of one run, each with why it lapses or what protects it; before the run is judged there are none
-- transaction: caller
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...), lapse_last_access_pk (program_id, user_id)
-- undo:        none needed, read only
select /*+ leading(r c a) use_nl(c) use_hash(a) */
       c.program_id,
       c.user_id,
       c.granted_at,
       c.permission_rows,
       c.inactivity_days,
       a.last_access_at,
       c.protected_by,
       c.detail
  from lapse_owner.lapse_run r
  join lapse_owner.lapse_candidate c
    on c.run_id = r.run_id
  left join lapse_owner.lapse_last_access a
    on a.program_id = c.program_id
   and a.user_id = c.user_id
 where r.run_id = :run_id
   and r.judged_at is not null
 order by c.program_id, c.user_id, c.granted_at
