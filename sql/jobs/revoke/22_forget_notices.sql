-- name:        forget notices
-- purpose:     who came back, was granted anew, restored or exempted, or whose permission went, is no longer noted
-- transaction: tasklet
-- binds:       as_of
-- index:       {{ prefix }}notice_pk (program_id, user_id)
-- undo:        rolled back with the DELETE
delete
  from {{ lapse_notice }} t
{%- if not policy.notice_days %}
 where :as_of is not null
{%- else %}
 where not exists (
         select 1
           from {{ permission }} p
          where p.{{ permission.program_id }} = t.program_id
            and p.{{ permission.user_id }} = t.user_id
            and {{ due() | indent(9) }}
            and not {{ mode_is("'report', 'off'") | indent(9) }}
            and not {{ without_notice() | indent(9) }}
            and {{ noted() | indent(9) }}
       )
{%- endif %}
