-- name:        foreign keys
-- purpose:     no enabled foreign key refers to {{ permission }}
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ foreign_keys("dba") }}
