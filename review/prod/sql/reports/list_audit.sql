-- name:        list audit
-- purpose:     list who lost what when and why, by which SQL, and what was restored
-- transaction: caller
-- binds:       from_at, to_at
-- index:       lapse_revocation_pk (run_id, ...)
-- undo:        none needed, read only
select /*+ leading(v r n d) use_hash(r n d) */
       v.revoked_at,
       v.program_id,
       v.user_id,
       v.granted_at,
       v.last_access_at,
       v.inactivity_days,
       v.policy_reason,
       v.noticed_at,
       to_char(v.lost_day, 'yyyy-mm-dd') as lost_day,
       d.accessed_at as dismissed_access_at,
       d.dismissed_by,
       d.reason as dismiss_reason,
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
  from lapse_owner.lapse_revocation v
  join lapse_owner.lapse_run r
    on r.run_id = v.run_id
  left join (
              select /*+ no_merge leading(k w) use_hash(w) */ w.run_id, w.program_id, w.user_id, w.revocation_no, max(k.dismissal_id) as dismissal_id
                from (
                       select /*+ no_merge */ z.dismissal_id, z.dismissed_at, z.ended_at, nvl(upper(trim(z.program_id)), ' ') as program_key, nvl(upper(trim(z.user_id)), ' ') as user_key
                         from lapse_owner.lapse_dismissal z
                     ) k
                join (
                       select /*+ no_merge */ x.run_id, x.program_id, x.user_id, x.revocation_no, x.revoked_at, nvl(upper(trim(x.program_id)), ' ') as program_key, nvl(upper(trim(x.user_id)), ' ') as user_key
                         from lapse_owner.lapse_revocation x
                        where x.revoked_at >= :from_at
                          and x.revoked_at < :to_at
                     ) w
                  on w.program_key = k.program_key
                 and w.user_key = k.user_key
                 and w.revoked_at >= k.dismissed_at
                 and (k.ended_at is null or k.ended_at > w.revoked_at)
               group by w.run_id, w.program_id, w.user_id, w.revocation_no
            ) n
    on n.run_id = v.run_id
   and n.program_id = v.program_id
   and n.user_id = v.user_id
   and n.revocation_no = v.revocation_no
  left join lapse_owner.lapse_dismissal d
    on d.dismissal_id = n.dismissal_id
 where v.revoked_at >= :from_at
   and v.revoked_at < :to_at
 order by v.revoked_at, v.run_id, v.revocation_no
