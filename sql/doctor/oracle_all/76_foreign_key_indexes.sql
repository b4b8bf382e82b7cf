-- name:        foreign key indexes
-- purpose:     every foreign key to the permission table has an index that starts with its columns
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ foreign_key_indexes("all") }}
