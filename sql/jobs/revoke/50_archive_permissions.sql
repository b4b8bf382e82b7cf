-- name:        archive permissions
-- purpose:     archive the whole row of every permission to revoke
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...), then the permission table's index on program and user
-- undo:        rolled back with the DELETE
insert into {{ lapse_revocation }}
       (run_id, revocation_no, program_id, user_id, granted_at, last_access_at, inactivity_days, policy_reason, noticed_at, lost_day, revoked_at, extra_columns)
select{{ hint("archive_permissions", "leading(l c p y n) use_nl(c p y n) index(c " ~ prefix ~ "candidate_pk) index(p (" ~ permission.key_columns ~ "))") }}
       :run_id, row_number() over (order by c.program_id, c.user_id, c.granted_at) as revocation_no,
       p.{{ permission.program_id }}, p.{{ permission.user_id }}, p.{{ permission.granted_at }},
       c.last_access_at, c.inactivity_days, y.reason, n.noticed_at,
       case when {{ in_period("l", "c.inactivity_days") }} then l.log_day end as lost_day, sysdate as revoked_at,
{%- if permission.extra %}
       json_object({% for column in permission.extra %}'{{ column }}' value p.{{ column }}{{ ", " if not loop.last }}{% endfor %} null on null returning clob) as extra_columns
{%- else %}
       null as extra_columns
{%- endif %}
  from (
         select /*+ no_merge leading(t d) use_nl(d) */ max(d.log_day) as log_day from {{ lapse_accepted_day }} t
           join {{ lapse_log_day }} d on d.access_log = t.access_log and d.log_day = t.log_day
          where t.accepted_as = 'lost' and t.ended_at is null and {{ lost_day("d") }}
       ) l
 cross join {{ lapse_candidate }} c
  join {{ permission }} p on {{ key_of("c") }}
  left join {{ lapse_policy }} y
    on y.program_id = c.program_id
  left join {{ lapse_notice }} n on n.program_id = c.program_id and n.user_id = c.user_id
 where c.run_id = :run_id and c.protected_by is null
