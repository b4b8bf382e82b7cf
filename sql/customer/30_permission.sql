-- name:        permission
-- purpose:     create a permission table as lapse expects it: each row lets a user use a program
-- transaction: caller
-- binds:       none
-- index:       its key, about 40 bytes a row with ids of 10 characters (an estimate); each grant and revocation changes an entry
-- undo:        drop the table
create table {{ permission }} (
  {{ permission.program_id }} varchar2(255 char) not null,
  {{ permission.user_id }} varchar2(255 char) not null,
  {{ permission.granted_at }} timestamp(6),
{%- for column, type in permission.extra.items() %}
  {{ column }} {{ type }},
{%- endfor %}
  constraint {{ permission.bare_index }} primary key ({{ permission.index_columns | join(", ") }})
)
