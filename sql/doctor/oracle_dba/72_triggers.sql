-- name:        triggers
-- purpose:     no trigger of {{ permission }} fires when lapse deletes or restores a permission
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ triggers("dba") }}
