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

{#- Lists are kept for days of their own, whatever :before says; longer while a notice of theirs runs. -#}
{%- macro old_candidate() -%}
c.run_id in (
         select r.run_id
           from {{ lapse_run }} r
          where r.finished_at < sysdate - {{ policy.candidate_retention_days }}
       )
   and not exists (
         select 1
           from {{ lapse_notice }} n
          where n.program_id = c.program_id
            and n.user_id = c.user_id
            and n.run_id = c.run_id
       )
{%- endmacro %}

{#- All but the newest of the old ones, by which a log tells of as many days as before the purge. -#}
{%- macro old_watermark() -%}
nvl(w.synced_to, date '0001-01-01') < (
         select max(m.synced_to)
           from {{ lapse_watermark }} m
          where m.access_log = w.access_log
            and m.synced_to < :before
       )
   and nvl(w.read_to, date '0001-01-01') < (
         select max(m.read_to)
           from {{ lapse_watermark }} m
          where m.access_log = w.access_log
            and m.synced_to is not null
       )
   and w.run_id in (
         select o.run_id
           from {{ lapse_run }} o
          where o.finished_at < :before
       )
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
   and not exists (
         select 1
           from {{ lapse_candidate }} c
          where c.run_id = r.run_id
            and not ({{ old_candidate() | indent(12) }})
       )
{%- endmacro %}

{%- macro of_old_run(run_id) -%}
{{ run_id }} in (
         select r.run_id
           from {{ lapse_run }} r
          where {{ old_run() | indent(9) }}
       )
{%- endmacro %}
