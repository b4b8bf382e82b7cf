-- name:        foreign keys
-- purpose:     no foreign key refers to the permission table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ foreign_keys("all") }}
