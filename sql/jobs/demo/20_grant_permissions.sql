-- name:        grant permissions
-- purpose:     insert some 60,000 permissions of 5,000 users, a few of them without a grant date
-- transaction: tasklet
-- binds:       as_of
-- index:       none; each program is paired with each user once
-- undo:        delete the rows of the table, which was empty
insert into {{ permission }}
       ({{ permission.program_id }}, {{ permission.user_id }}, {{ permission.granted_at }})
  with {{ company() }}
select e.program_id,
       e.user_id,
       e.granted_at
  from entitlement e
