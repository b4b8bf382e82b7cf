-- name:        enable audit policy
-- purpose:     audit it for every user, with one record in unified_audit_trail for each statement, not for each row
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        noaudit policy {{ prefix }}audit
audit policy {{ prefix }}audit
