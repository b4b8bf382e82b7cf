-- name:        list exemptions of report
-- purpose:     list the exemptions in force at any time of a report, or now
-- transaction: caller
-- binds:       from_at, to_at
-- index:       none; {{ lapse_exemption }} is small
-- undo:        none needed, read only
select e.exemption_id,
       e.program_id,
       e.user_id,
       e.reason,
       e.approved_by,
       e.added_by,
       e.starts_at,
       e.ends_at,
       e.ended_by
  from {{ lapse_exemption }} e
 where (e.starts_at <= :to_at and e.ends_at > :from_at)
    or (e.starts_at <= sysdate and e.ends_at > sysdate)
 order by e.ends_at, e.exemption_id
