-- name:        grant permission
-- purpose:     select locks candidates too, where read would not do; delete takes them; nothing is ever put back by this account
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, delete on {{ permission }} from {{ runtime_account }}
grant select, delete
   on {{ permission }}
   to {{ runtime_account }}
