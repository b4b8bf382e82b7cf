-- name:        grant accepted day
-- purpose:     accepted days are read, and accepted by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_accepted_day }} from {{ operator_account }}
grant select
   on {{ lapse_accepted_day }}
   to {{ operator_account }}
