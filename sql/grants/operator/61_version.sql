-- name:        grant version
-- purpose:     every run holds the revision of the tables against its own
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_version }} from {{ operator_account }}
grant select
   on {{ lapse_version }}
   to {{ operator_account }}
