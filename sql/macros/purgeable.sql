{% from "macros/rejected.sql" import dismisses, spelt_dismissals with context %}
{% from "macros/spelling.sql" import keys with context %}
{#- What lapse purge deletes from each table: rows older than :before that no remaining row needs. -#}
{%- macro old_revocation() -%}
v.revoked_at < :before
   and (v.restored_at is null or v.restored_at < :before)
{%- endmacro %}

{#- An item that a dismissal in force names is kept, so that it can be reopened. -#}
{%- macro old_rejected_item() -%}
x.rejected_at < :before
   and (x.job <> 'sync' or exists (
         select{{ hint("old_rejected_item", "no_unnest index(a " ~ prefix ~ "last_access_pk)") }} 1
           from {{ lapse_last_access }} a
          where a.program_id = x.program_id
            and a.user_id = x.user_id
            and a.last_access_at >= x.accessed_at
       ) or exists (
         select /*+ no_unnest */ 1
           from {{ lapse_dismissal }} d
          where {{ dismisses("d", "x") }}
       ))
   and not exists (
         select /*+ no_unnest */ 1
           from {{ lapse_dismissal }} d
          where d.run_id = x.run_id
            and d.item_no = x.item_no
            and d.ended_at is null
       )
{%- endmacro %}

{#- Old dismissals that neither a rejected item rests on nor a revocation, however it is spelt. A purge deletes those earlier in the same
    transaction; with before_purge they are still there and are disregarded. -#}
{%- macro old_dismissal(before_purge=false) -%}
d.dismissed_at < :before
   and not exists (
         select /*+ no_unnest */ 1
           from {{ lapse_rejected_item }} x
          where x.program_id = d.program_id
            and x.user_id = d.user_id
{%- if before_purge %}
            and not ({{ old_rejected_item() | indent(12) }})
{%- endif %}
       )
   and d.dismissal_id not in (
         select{{ hint("old_dismissal", "hash_aj leading(k n) use_hash(n)") }} k.dismissal_id
           from {{ spelt_dismissals() | indent(16) }} k
           join (
                  select /*+ no_merge */ {{ keys("v.program_id", "v.user_id") }}
                    from {{ lapse_revocation }} v
{%- if before_purge %}
                   where not ({{ old_revocation() | indent(19) }})
{%- endif %}
                ) n
             on n.program_key = k.program_key
            and n.user_key = k.user_key
       )
{%- endmacro %}

{#- Lists are kept for candidate_retention_days, whatever :before says, and longer while one of their notices runs. -#}
{%- macro old_candidate() -%}
c.run_id in (
         select{{ hint("old_candidate", "hash_sj") }} o.run_id
           from {{ lapse_run }} o
          where o.finished_at < sysdate - {{ policy.candidate_retention_days }}
       )
   and not exists (
         select{{ hint("old_candidate_notice", "no_unnest index(n " ~ prefix ~ "notice_pk)") }} 1
           from {{ lapse_notice }} n
          where n.program_id = c.program_id
            and n.user_id = c.user_id
            and n.run_id = c.run_id
       )
{%- endmacro %}

{#- All old watermarks but the newest, so that the log covers as many days as before the purge. -#}
{%- macro old_watermark() -%}
w.run_id in (
         select{{ hint("old_watermark", "hash_sj") }} o.run_id
           from {{ lapse_run }} o
          where o.finished_at < :before
       )
   and exists (
         select{{ hint("old_watermark_newer", "no_unnest") }} 1
           from {{ lapse_watermark }} m
          where m.access_log = w.access_log
            and m.synced_to < :before
            and (w.synced_to is null or m.synced_to > w.synced_to)
       )
   and exists (
         select{{ hint("old_watermark_further", "no_unnest") }} 1
           from {{ lapse_watermark }} m
          where m.access_log = w.access_log
            and m.synced_to is not null
            and m.read_to is not null
            and (w.read_to is null or m.read_to > w.read_to)
       )
{%- endmacro %}

{#- An old run that no other row refers to. A purge deletes those rows earlier in the same transaction; with before_purge
    they are still there and are disregarded. -#}
{%- macro old_run(before_purge=false) -%}
r.finished_at < :before
{%- for table, alias, key, old in (
      (lapse_revocation, "v", "run_id", old_revocation),
      (lapse_revocation, "v", "restore_run_id", old_revocation),
      (lapse_rejected_item, "x", "run_id", old_rejected_item),
      (lapse_watermark, "w", "run_id", old_watermark),
      (lapse_candidate, "c", "run_id", old_candidate),
    ) %}
   and not exists (
         select{{ hint("old_run", "hash_aj") }} 1
           from {{ table }} {{ alias }}
          where {{ alias }}.{{ key }} = r.run_id
{%- if before_purge %}
            and not ({{ old() | indent(12) }})
{%- endif %}
       )
{%- endfor %}
{%- endmacro %}

{%- macro of_old_run(run_id) -%}
{{ run_id }} in (
         select{{ hint("of_old_run", "hash_sj") }} r.run_id
           from {{ lapse_run }} r
          where {{ old_run() | indent(9) }}
       )
{%- endmacro %}
