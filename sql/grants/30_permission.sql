-- name:        grant permission
-- purpose:     select locks candidates too, where read would not do; delete takes them; insert is for restore alone
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, delete on {{ permission }} from {{ runtime_account }}
grant select, insert, delete
   on {{ permission }}
   to {{ runtime_account }}
