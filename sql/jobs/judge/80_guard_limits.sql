-- name:        guard limits
-- purpose:     more losses than anybody expects are a fault until a person has looked; the list of this run stays and can be accepted
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, read only
{%- set verb = "revoke or give notice of" if policy.notice_days else "revoke" %}
  with total as (
         select sum(n.losses) as losses,
                sum(n.permission_rows) as permission_rows
           from (
                  {{ losses() | indent(18) }}
                ) n
       )
select 'would {{ verb }} ' || {{ figures("t.losses", "t.permission_rows") }}
       || ' permissions, over max_revocations = {{ guards.max_revocations }}' as reason
  from total t
 where t.losses > {{ guards.max_revocations }}
 union all
select 'would {{ verb }} ' || {{ figures("t.losses", "t.permission_rows") }}
       || ' permissions, over max_revocation_percent = {{ guards.max_revocation_percent }}'
  from total t
 where {{ over_percent("t.losses", "t.permission_rows", guards.max_revocation_percent) }}
