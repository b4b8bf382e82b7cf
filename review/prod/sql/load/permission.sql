-- name:        load permission
-- purpose:     insert the rows of a CSV file into the permission table, many at a time
-- transaction: caller
-- binds:       program_id, user_id, granted_at
-- index:       none
-- undo:        delete the loaded rows
insert into app.permission
       (program_id, user_id, granted_at)
values (:program_id, :user_id, :granted_at)
