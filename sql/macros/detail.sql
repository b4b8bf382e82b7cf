{#- The detail of a candidate c: looked up now for some rules, otherwise as the rule wrote it. -#}
{%- macro detail_of_candidate() -%}
case c.protected_by
         when 'exempted'
         then (
                select 'until ' || to_char(max(e.ends_at), 'yyyy-mm-dd hh24:mi:ss')
                  from {{ lapse_exemption }} e
                 where (e.program_id = c.program_id or e.program_id is null)
                   and (e.user_id = c.user_id or e.user_id is null)
                   and e.starts_at <= sysdate
              )
         when 'restored'
         then (
                select 'restored ' || to_char(max(b.restored_at), 'yyyy-mm-dd hh24:mi:ss')
                  from {{ lapse_revocation }} b
                 where b.program_id = c.program_id
                   and b.user_id = c.user_id
              )
         when 'notice_running'
         then (
                select 'until ' || to_char(n.noticed_at + {{ policy.notice_days }}, 'yyyy-mm-dd hh24:mi:ss')
                  from {{ lapse_notice }} n
                 where n.program_id = c.program_id
                   and n.user_id = c.user_id
              )
         when 'notice_missing'
         then (
                select 'given, until ' || to_char(n.noticed_at + {{ policy.notice_days }}, 'yyyy-mm-dd hh24:mi:ss')
                  from {{ lapse_notice }} n
                 where n.program_id = c.program_id
                   and n.user_id = c.user_id
                   and n.run_id = c.run_id
              )
         when 'paused'
         then (
                select 'until ' || to_char(max(z.ends_at), 'yyyy-mm-dd hh24:mi:ss')
                  from {{ lapse_pause }} z
                 where z.starts_at <= sysdate
              )
         else c.detail
       end as detail
{%- endmacro %}
