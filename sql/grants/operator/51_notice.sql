-- name:        grant notice
-- purpose:     the list for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_notice }} from {{ operator_account }}
grant select
   on {{ lapse_notice }}
   to {{ operator_account }}
