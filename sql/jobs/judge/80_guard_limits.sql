-- name:        guard limits
-- purpose:     stop if this run would revoke, or give notice of, more permissions than its limits allow; its list can be accepted
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, read only
{%- set number_is_over = "t.losses > " ~ guards.max_revocations %}
{%- set percent_is_over = over_percent("t.losses", "t.permission_rows", guards.max_revocation_percent) %}
select 'would {{ "revoke or give notice of" if policy.notice_days else "revoke" }} ' || {{ figures("t.losses", "t.permission_rows") }} || ' permissions, over '
       || {{ limits_exceeded(number_is_over, "max_revocations = " ~ guards.max_revocations, percent_is_over, "max_revocation_percent = " ~ guards.max_revocation_percent) }} as reason
  from (
         select sum(n.losses) as losses, sum(n.permission_rows) as permission_rows
           from (
                  {{ losses() | indent(18) }}
                ) n
       ) t
 where {{ number_is_over }} or ({{ percent_is_over }})
