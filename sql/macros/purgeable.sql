{#- What lapse purge takes of each table: what is older than :before and needed by nothing that stays. -#}
{%- macro old_revocation() -%}
v.revoked_at < :before
   and (v.restored_at is null or v.restored_at < :before)
{%- endmacro %}

{%- macro old_rejected_item() -%}
x.rejected_at < :before
   and exists (
         select 1
           from {{ lapse_last_access }} a
          where a.program_id = x.program_id
            and a.user_id = x.user_id
            and a.last_access_at >= x.accessed_at
       )
{%- endmacro %}

{#- All but the newest of the old ones, by which a log tells of as many days as before the purge. -#}
{%- macro old_watermark() -%}
w.synced_to < (
         select max(m.synced_to)
           from {{ lapse_watermark }} m
          where m.access_log = w.access_log
            and m.synced_to < :before
       )
   and (w.read_to is null
        or w.read_to < (
             select max(m.read_to)
               from {{ lapse_watermark }} m
              where m.access_log = w.access_log
           ))
{%- endmacro %}

{#- An old run of which nothing else is kept. -#}
{%- macro old_run() -%}
r.finished_at < :before
   and not exists (
         select 1
           from {{ lapse_revocation }} v
          where v.run_id = r.run_id
            and not ({{ old_revocation() | indent(12) }})
       )
   and not exists (
         select 1
           from {{ lapse_revocation }} v
          where v.restore_run_id = r.run_id
            and not ({{ old_revocation() | indent(12) }})
       )
   and not exists (
         select 1
           from {{ lapse_rejected_item }} x
          where x.run_id = r.run_id
            and not ({{ old_rejected_item() | indent(12) }})
       )
   and not exists (
         select 1
           from {{ lapse_watermark }} w
          where w.run_id = r.run_id
            and not ({{ old_watermark() | indent(12) }})
       )
{%- endmacro %}

{%- macro of_old_run(run_id) -%}
{{ run_id }} in (
         select r.run_id
           from {{ lapse_run }} r
          where {{ old_run() | indent(9) }}
       )
{%- endmacro %}
