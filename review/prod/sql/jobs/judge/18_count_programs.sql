-- name:        count programs
-- purpose:     count the permissions of each program and record the policy that applies to it
-- transaction: statement
-- binds:       run_id
-- index:       none; one pass over the permission table or one of its indexes
-- undo:        none needed, the counts belong to this run
insert into lapse_owner.lapse_run_program
       (run_id, program_id, permission_rows, rows_without_grant_date, inactivity_days, revocation_mode, when_silent, notice)
select :run_id, n.program_id, n.permission_rows, n.permission_rows - n.dated_rows,
       nvl(y.inactivity_days, 90), nvl(y.revocation_mode, 'enforce'), nvl(y.when_silent, 'hold'), nvl(y.notice, 'on')
  from (
         select p.program_id as program_id, count(*) as permission_rows, count(p.granted_at) as dated_rows
           from app.permission p
          group by p.program_id
       ) n
  left join lapse_owner.lapse_policy y on y.program_id = n.program_id
