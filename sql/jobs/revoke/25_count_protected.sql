-- name:        count protected
-- purpose:     say what protects permissions, and which exemptions do not, before anything is locked
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       none; passes over the permission table
-- undo:        rolled back with the DELETE
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'revoke', 'permissions_without_grant_date', count(*)
  from {{ permission }} p
 where p.{{ permission.granted_at }} is null
 union all
select :run_id, 'revoke', 'permissions_exempt', count(*)
  from {{ permission }} p
 where {{ exempt() }}
 union all
select :run_id, 'revoke', 'permissions_only_reported', count(*)
  from {{ permission }} p
 where {{ due() }}
   and {{ mode_is("'report'") }}
   and not {{ held(in_run=true) }}
 union all
select :run_id, 'revoke', 'permissions_noted', count(*)
  from {{ lapse_notice }} n
 where n.noticed_at > :as_of - {{ policy.notice_days }}
 union all
select :run_id, 'revoke', 'programs_with_rejected_items', count(distinct x.program_id)
  from {{ outstanding_items() }}
 union all
select :run_id, 'revoke', 'exemptions_expired', count(*)
  from {{ lapse_exemption }} e
 where e.ends_at <= :as_of
   and e.ended_by is null
 union all
select :run_id, 'revoke', 'exemptions_without_match', count(*)
  from {{ lapse_exemption }} e
 where e.ends_at > :as_of
   and e.ended_by is null
   and not exists (
         select 1
           from {{ permission }} p
          where {{ matched() | indent(10) }}
       )
