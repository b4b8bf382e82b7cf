-- name:        permission key
-- purpose:     let no user have a program twice; not for a table that keeps several rows of a user and program
-- transaction: caller
-- binds:       none
-- index:       {{ permission }}_pk, which must be there
-- undo:        alter table {{ permission }} drop constraint {{ permission.bare_name }}_pk keep index
alter table {{ permission }}
  add constraint {{ permission.bare_name }}_pk primary key ({{ permission.program_id }}, {{ permission.user_id }})
  using index {{ permission }}_pk
