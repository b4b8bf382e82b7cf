-- name:        permission
-- purpose:     a user may use a program while a row stands: the shape lapse expects of the customer's table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the table
create table {{ permission }} (
  {{ permission.program_id }} varchar2(255 char) not null,
  {{ permission.user_id }} varchar2(255 char) not null,
  {{ permission.granted_at }} timestamp(6),
{%- for column, type in permission.extra.items() %}
  {{ column }} {{ type }},
{%- endfor %}
  constraint {{ permission.bare_name }}_pk primary key ({{ permission.program_id }}, {{ permission.user_id }})
)
