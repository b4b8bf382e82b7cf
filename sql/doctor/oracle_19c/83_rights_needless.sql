-- name:        rights on tables
-- purpose:     the account owns none of the tables unless it is the owner, and has no right but READ that sql/grants does not give
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  {{ rights_needless(by_schema=false) }}
