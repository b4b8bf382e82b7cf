-- name:        count protected
-- purpose:     say what protects permissions, and which exemptions do not, before anything is locked
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       none; passes over the permission table
-- undo:        rolled back with the DELETE
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'revoke', 'permissions_without_grant_date', count(*)
  from app.permission p
 where p.granted_at is null
 union all
select :run_id, 'revoke', 'permissions_exempt', count(*)
  from app.permission p
 where exists (
         select 1
           from lapse_owner.lapse_exemption e
          where (e.program_id = p.program_id or e.program_id is null)
            and (e.user_id = p.user_id or e.user_id is null)
            and e.starts_at <= sysdate
            and e.ends_at > :as_of
            and e.ends_at > e.starts_at
       )
 union all
select :run_id, 'revoke', 'permissions_only_reported', count(*)
  from app.permission p
 where p.granted_at <= :as_of - nvl((
         select y.inactivity_days
           from lapse_owner.lapse_policy y
          where y.program_id = p.program_id
       ), 90)
   and not exists (
         select 1
           from lapse_owner.lapse_last_access a
           left join lapse_owner.lapse_policy y
             on y.program_id = a.program_id
          where a.program_id = p.program_id
            and a.user_id = p.user_id
            and a.last_access_at > :as_of - nvl(y.inactivity_days, 90)
       )
   and not exists (
         select /*+ unnest hash_aj index(l access_log_ix) */ 1
           from app.access_log l
           left join lapse_owner.lapse_policy y
             on y.program_id = l.program_id
          where l.accessed_at > nvl((
                   select max(w.read_to)
                     from lapse_owner.lapse_watermark w
                    where w.read_to <= :as_of
                      and w.access_log = 'app.access_log'
                 ) - 3, date '0001-01-01')
            and l.accessed_at <= :as_of
            and l.accessed_at > :as_of - nvl(y.inactivity_days, 90)
            and l.program_id = p.program_id
            and l.user_id = p.user_id
       )
   and not exists (
         select 1
           from lapse_owner.lapse_revocation b
           left join lapse_owner.lapse_policy y
             on y.program_id = b.program_id
          where b.program_id = p.program_id
            and b.user_id = p.user_id
            and b.restored_at > :as_of - nvl(y.inactivity_days, 90)
       )
   and not exists (
         select 1
           from lapse_owner.lapse_exemption e
          where (e.program_id = p.program_id or e.program_id is null)
            and (e.user_id = p.user_id or e.user_id is null)
            and e.starts_at <= sysdate
            and e.ends_at > :as_of
            and e.ends_at > e.starts_at
       )
   and exists (
         select 1
           from lapse_owner.lapse_policy y
          where y.program_id = p.program_id
            and y.revocation_mode in ('report')
       )
   and not exists (
         select 1
           from lapse_owner.lapse_held_program h
          where h.run_id = :run_id
            and h.program_id = p.program_id
       )
 union all
select :run_id, 'revoke', 'permissions_noted', count(*)
  from lapse_owner.lapse_notice n
 where n.noticed_at > :as_of - 0
 union all
select :run_id, 'revoke', 'programs_with_rejected_items', count(distinct x.program_id)
  from lapse_owner.lapse_rejected_item x
  left join lapse_owner.lapse_last_access a
    on a.program_id = x.program_id
   and a.user_id = x.user_id
 where (a.last_access_at is null or a.last_access_at < x.accessed_at)
 union all
select :run_id, 'revoke', 'exemptions_expired', count(*)
  from lapse_owner.lapse_exemption e
 where e.ends_at <= :as_of
   and e.ended_by is null
 union all
select :run_id, 'revoke', 'exemptions_without_match', count(*)
  from lapse_owner.lapse_exemption e
 where e.ends_at > :as_of
   and e.ended_by is null
   and not exists (
         select 1
           from app.permission p
          where (e.program_id = p.program_id or e.program_id is null)
            and (e.user_id = p.user_id or e.user_id is null)
       )
