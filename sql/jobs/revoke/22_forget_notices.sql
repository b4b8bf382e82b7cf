-- name:        forget notices
-- purpose:     who came back, was granted anew, restored or exempted, or whose permission went, is no longer noted
-- transaction: tasklet
-- binds:       as_of
-- index:       {{ prefix }}notice_pk (program_id, user_id)
-- undo:        rolled back with the DELETE
delete
  from {{ lapse_notice }} n
 where {{ policy.notice_days }} = 0
    or not exists (
         select 1
           from {{ permission }} p
          where p.{{ permission.program_id }} = n.program_id
            and p.{{ permission.user_id }} = n.user_id
            and {{ due() | indent(9) }}
            and not {{ mode_is("'report', 'off'") | indent(9) }}
            and not {{ without_notice() | indent(9) }}
            and {{ noted() | indent(9) }}
       )
