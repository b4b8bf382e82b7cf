-- name:        guard candidates within limits
-- purpose:     more candidates than anybody expects are a fault until a person has looked: asked before anything is locked
-- transaction: guard
-- binds:       as_of, accepted_plan
-- index:       as the DELETE; one pass over the permission table
-- undo:        none needed, read only
{%- set counted -%}
select n.program_id,
       sum(n.revoked) as revoked,
       sum(n.permissions) as permissions
  from (
         select p.{{ permission.program_id }} as program_id,
                count(*) as revoked,
                0 as permissions
           from {{ permission }} p
          where {{ lapsed() | indent(9) }}
          group by p.{{ permission.program_id }}
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
