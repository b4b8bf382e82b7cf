-- name:        rights needed
-- purpose:     the account has every right that sql/grants gives it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ rights_needed(by_schema=false) }}
