-- name:        list exemptions
-- purpose:     list every exemption, whether it is in force, and how many permissions it matches
-- transaction: caller
-- binds:       none
-- index:       the permission table's index on program and user
-- undo:        none needed, read only
select e.exemption_id,
       case
         when e.ended_by is not null
         then 'ended'
         when e.ends_at <= sysdate
         then 'expired'
         when e.starts_at > sysdate
         then 'to come'
         else 'in force'
       end as state,
       e.program_id,
       e.user_id,
       e.starts_at,
       e.ends_at,
       (
         select count(*)
           from app.permission p
          where (e.program_id = p.program_id or e.program_id is null)
            and (e.user_id = p.user_id or e.user_id is null)
       ) as permissions,
       e.approved_by,
       e.added_by,
       e.ended_by,
       e.reason
  from lapse_owner.lapse_exemption e
 order by e.ends_at, e.exemption_id
