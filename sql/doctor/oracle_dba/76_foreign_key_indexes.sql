-- name:        foreign key indexes
-- purpose:     every enabled foreign key to {{ permission }} has an index, usable or not, that starts with its columns
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ foreign_key_indexes("dba") }}
