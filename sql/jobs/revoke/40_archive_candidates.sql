-- name:        archive candidates
-- purpose:     keep the whole row of every permission that is about to lapse
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of the permission table; a full scan is right where most permissions are older than the cutoff
-- undo:        rolled back with the DELETE
insert into {{ lapse_revocation }}
       (run_id, revocation_no, program_id, user_id, granted_at, last_access_at, inactivity_days, policy_reason, noticed_at, revoked_at, extra_columns)
select{{ hint("archive_candidates") }}
       :run_id,
       row_number() over (order by p.{{ permission.program_id }}, p.{{ permission.user_id }}) as revocation_no,
       p.{{ permission.program_id }},
       p.{{ permission.user_id }},
       p.{{ permission.granted_at }},
       (
         select a.last_access_at
           from {{ lapse_last_access }} a
          where a.program_id = p.{{ permission.program_id }}
            and a.user_id = p.{{ permission.user_id }}
       ) as last_access_at,
       {{ days() }} as inactivity_days,
       (
         select y.reason
           from {{ lapse_policy }} y
          where y.program_id = p.{{ permission.program_id }}
       ) as policy_reason,
       (
         select n.noticed_at
           from {{ lapse_notice }} n
          where n.program_id = p.{{ permission.program_id }}
            and n.user_id = p.{{ permission.user_id }}
       ) as noticed_at,
       sysdate as revoked_at,
{%- if permission.extra %}
       json_object({% for column in permission.extra %}'{{ column }}' value p.{{ column }}{{ ", " if not loop.last }}{% endfor %} null on null returning clob) as extra_columns
{%- else %}
       null as extra_columns
{%- endif %}
  from {{ permission }} p
 where {{ lapsed(in_run=true) }}
