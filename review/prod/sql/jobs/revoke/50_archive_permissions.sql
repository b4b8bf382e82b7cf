-- name:        archive permissions
-- purpose:     archive the whole row of every permission to revoke
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, ...), then the permission table's index on program and user
-- undo:        rolled back with the DELETE
insert into lapse_owner.lapse_revocation
       (run_id, revocation_no, program_id, user_id, granted_at, last_access_at, inactivity_days, policy_reason, noticed_at, lost_day, revoked_at, extra_columns)
select /*+ leading(l c p y n) use_nl(c p y n) index(c lapse_candidate_pk) index(p (program_id user_id)) */
       :run_id, row_number() over (order by c.program_id, c.user_id, c.granted_at) as revocation_no,
       p.program_id, p.user_id, p.granted_at,
       c.last_access_at, c.inactivity_days, y.reason, n.noticed_at,
       case when l.log_day > :as_of - c.inactivity_days - 1 then l.log_day end as lost_day, sysdate as revoked_at,
       null as extra_columns
  from (
         select /*+ no_merge leading(t d) use_nl(d) */ max(d.log_day) as log_day from lapse_owner.lapse_accepted_day t
           join lapse_owner.lapse_log_day d on d.access_log = t.access_log and d.log_day = t.log_day
          where t.accepted_as = 'lost' and t.ended_at is null and d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100
       ) l
 cross join lapse_owner.lapse_candidate c
  join app.permission p on c.program_id = p.program_id and c.user_id = p.user_id and c.granted_at = p.granted_at
  left join lapse_owner.lapse_policy y
    on y.program_id = c.program_id
  left join lapse_owner.lapse_notice n on n.program_id = c.program_id and n.user_id = c.user_id
 where c.run_id = :run_id and c.protected_by is null
