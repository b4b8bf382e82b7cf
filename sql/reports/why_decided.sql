-- name:        why decided
-- purpose:     show what people decided about a (program, user): exemptions, pauses, policy and notice
-- transaction: caller
-- binds:       program_id, user_id
-- index:       {{ prefix }}policy_pk (program_id), {{ prefix }}notice_pk (program_id, user_id); the other tables are small
-- undo:        none needed, read only
select 'exempted' as protected_by,
       e.starts_at as decided_at,
       e.ends_at as until,
       e.approved_by as decided_by,
       e.reason
  from {{ lapse_exemption }} e
 where (e.program_id = :program_id or e.program_id is null)
   and (e.user_id = :user_id or e.user_id is null)
   and e.starts_at <= sysdate
   and e.ends_at > e.starts_at
 union all
select 'paused',
       z.starts_at,
       z.ends_at,
       z.paused_by,
       z.reason
  from {{ lapse_pause }} z
 where z.starts_at <= sysdate
   and z.ends_at > z.starts_at
 union all
select case y.revocation_mode when 'off' then 'policy_off' else 'report_only' end,
       y.set_at,
       cast(null as date),
       y.set_by,
       y.reason
  from {{ lapse_policy }} y
 where y.program_id = :program_id
   and y.revocation_mode <> 'enforce'
 union all
select 'notice_running',
       cast(n.noticed_at as date),
       n.noticed_at + {{ policy.notice_days }},
       null,
       null
  from {{ lapse_notice }} n
 where n.program_id = :program_id
   and n.user_id = :user_id
