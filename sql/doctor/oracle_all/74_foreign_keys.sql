-- name:        foreign keys
-- purpose:     no enabled foreign key that this account can see refers to {{ permission }}
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ foreign_keys("all") }}
