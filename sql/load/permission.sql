-- name:        load permission
-- purpose:     insert the rows of a CSV file into the permission table, many at a time
-- transaction: caller
-- binds:       program_id, user_id, granted_at{% for column in permission.extra %}, extra_{{ loop.index }}{% endfor %}
-- index:       none
-- undo:        delete the loaded rows
insert into {{ permission }}
       ({{ permission.program_id }}, {{ permission.user_id }}, {{ permission.granted_at }}{% for column in permission.extra %}, {{ column }}{% endfor %})
values (:program_id, :user_id, :granted_at{% for column in permission.extra %}, :extra_{{ loop.index }}{% endfor %})
