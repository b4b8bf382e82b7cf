-- name:        note candidates
-- purpose:     whose permission is about to lapse is noted first, for the company's mailer, where notice_days asks for it
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       {{ prefix }}notice_pk (program_id, user_id)
-- undo:        rolled back with the DELETE
insert into {{ lapse_notice }}
       (program_id, user_id, noticed_at, run_id)
select distinct
       p.{{ permission.program_id }},
       p.{{ permission.user_id }},
       sysdate as noticed_at,
       :run_id
  from {{ permission }} p
 where {{ policy.notice_days }} > 0
   and {{ lapsed(in_run=true, noticed=false) }}
   and not {{ without_notice() }}
   and not exists (
         select 1
           from {{ lapse_notice }} n
          where n.program_id = p.{{ permission.program_id }}
            and n.user_id = p.{{ permission.user_id }}
       )
