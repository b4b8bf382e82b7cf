-- name:        grant accepted day
-- purpose:     lost days are accepted by people
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_accepted_day }} from {{ runtime_account }}
grant select
   on {{ lapse_accepted_day }}
   to {{ runtime_account }}
