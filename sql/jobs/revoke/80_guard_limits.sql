-- name:        guard limits
-- purpose:     the limits, held against what the DELETE really took: as many rows as this run archived
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       {{ prefix }}revocation_pk (run_id, revocation_no)
-- undo:        none needed, read only
{%- set counted -%}
select n.program_id,
       sum(n.revoked) as revoked,
       sum(n.permissions) as permissions
  from (
         select v.program_id,
                count(*) as revoked,
                count(*) as permissions
           from {{ lapse_revocation }} v
          where v.run_id = :run_id
          group by v.program_id
          union all
         select p.{{ permission.program_id }} as program_id,
                0 as revoked,
                count(*) as permissions
           from {{ permission }} p
          group by p.{{ permission.program_id }}
       ) n
 where cast(:accepted_plan as varchar2(64)) is null
 group by n.program_id
{%- endset %}
{{ limit_reasons(counted) }}
 union all
select 'the permissions revoked are not those archived: ' || nvl(to_char(n.revoked, 'fm999,999,999,990'), 'they were not counted')
  from (
         select max(case when k.count_name = 'permissions_revoked' then k.count_value end) as revoked
           from {{ lapse_run_count }} k
          where k.run_id = :run_id
            and k.job = 'revoke'
       ) n
 where n.revoked is null
    or n.revoked <> (
         select count(*)
           from {{ lapse_revocation }} v
          where v.run_id = :run_id
       )
