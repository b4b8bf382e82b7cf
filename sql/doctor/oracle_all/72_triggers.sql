-- name:        triggers
-- purpose:     no trigger of {{ permission }} that this account can see fires when lapse deletes or restores a permission
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ triggers("all") }}
