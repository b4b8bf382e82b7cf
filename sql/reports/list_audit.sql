-- name:        list audit
-- purpose:     list who lost what when and why, by which SQL, and what was restored
-- transaction: caller
-- binds:       from_at, to_at
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        none needed, read only
select{{ hint("list_audit", "leading(v r) use_hash(r)") }}
       v.revoked_at,
       v.program_id,
       v.user_id,
       v.granted_at,
       v.last_access_at,
       v.inactivity_days,
       v.policy_reason,
       v.noticed_at,
       to_char(v.lost_day, 'yyyy-mm-dd') as lost_day,
       {{ dismissed_when_revoked("accessed_at") }} as dismissed_access_at,
       {{ dismissed_when_revoked("dismissed_by") }} as dismissed_by,
       {{ dismissed_when_revoked("reason") }} as dismiss_reason,
       v.run_id,
       r.environment,
       r.as_of,
       r.os_user as run_by,
       r.accepted_plan,
       r.accept_reason,
       r.sql_digest,
       v.restored_at,
       v.restored_by,
       v.restore_reason
  from {{ lapse_revocation }} v
  join {{ lapse_run }} r
    on r.run_id = v.run_id
 where v.revoked_at >= :from_at
   and v.revoked_at < :to_at
 order by v.revoked_at, v.run_id, v.revocation_no
