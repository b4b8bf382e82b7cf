-- name:        permission key
-- purpose:     let no key stand twice; a table that keeps several rows of a user and program needs a longer key in [indexes.permission]
-- transaction: caller
-- binds:       none
-- index:       {{ permission.index }}, which must be there
-- undo:        alter table {{ permission }} drop constraint {{ permission.bare_index }} keep index
alter table {{ permission }}
  add constraint {{ permission.bare_index }} primary key ({{ permission.index_columns | join(", ") }})
  using index {{ permission.index }}
