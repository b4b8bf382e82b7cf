-- name:        read permission
-- purpose:     read the permissions of a line that the database has refused
-- transaction: caller
-- binds:       program_id, user_id
-- index:       {{ permission.bare_index }} ({{ permission.index_columns | join(", ") }})
-- undo:        none needed, it only reads
select p.{{ permission.granted_at }}{% for column in permission.extra %}, p.{{ column }}{% endfor %}
  from {{ permission }} p
 where p.{{ permission.program_id }} = :program_id
   and p.{{ permission.user_id }} = :user_id
