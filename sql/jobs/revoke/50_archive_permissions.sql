-- name:        archive permissions
-- purpose:     keep the whole row of every permission that is about to lapse
-- transaction: tasklet
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...); nested loops from there by the keys of the others
-- undo:        rolled back with the DELETE
insert into {{ lapse_revocation }}
       (run_id, revocation_no, program_id, user_id, granted_at, last_access_at, inactivity_days, policy_reason, noticed_at, revoked_at, extra_columns)
select{{ hint("archive_permissions", "leading(c p y n) use_nl(p y n) index(c " ~ prefix ~ "candidate_pk) index(p (" ~ permission.key_columns ~ "))") }}
       :run_id, row_number() over (order by c.program_id, c.user_id, c.granted_at) as revocation_no,
       p.{{ permission.program_id }}, p.{{ permission.user_id }}, p.{{ permission.granted_at }},
       c.last_access_at, c.inactivity_days, y.reason, n.noticed_at, sysdate as revoked_at,
{%- if permission.extra %}
       json_object({% for column in permission.extra %}'{{ column }}' value p.{{ column }}{{ ", " if not loop.last }}{% endfor %} null on null returning clob) as extra_columns
{%- else %}
       null as extra_columns
{%- endif %}
  from {{ lapse_candidate }} c
  join {{ permission }} p on {{ key_of("c") }}
  left join {{ lapse_policy }} y
    on y.program_id = c.program_id
  left join {{ lapse_notice }} n on n.program_id = c.program_id and n.user_id = c.user_id
 where c.run_id = :run_id and c.protected_by is null
