-- name:        list candidates
-- purpose:     list every permission granted 90 days or more before as-of and not used since; a policy may set other days
-- transaction: statement
-- binds:       run_id, as_of
-- index:       none; one pass over the permission table and one over lapse_owner.lapse_last_access
-- undo:        none needed, lapse purge deletes the list
insert into lapse_owner.lapse_candidate
       (run_id, program_id, user_id, granted_at, permission_rows, inactivity_days, last_access_at)
select /*+ leading(r p a) use_hash(p a) */
       :run_id, p.program_id, p.user_id, p.granted_at, count(*), r.inactivity_days, a.last_access_at
  from app.permission p
  join lapse_owner.lapse_run_program r on r.program_id = p.program_id
  left join lapse_owner.lapse_last_access a on a.program_id = p.program_id and a.user_id = p.user_id
 where r.run_id = :run_id
   and p.granted_at <= :as_of - r.inactivity_days
   and (a.last_access_at is null or a.last_access_at <= :as_of - r.inactivity_days)
   and p.user_id is not null
 group by p.program_id, p.user_id, p.granted_at, r.inactivity_days, a.last_access_at
