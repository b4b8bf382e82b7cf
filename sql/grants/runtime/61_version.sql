-- name:        grant version
-- purpose:     let every run check the revision of lapse's tables
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_version }} from {{ runtime_account }}
grant read
   on {{ lapse_version }}
   to {{ runtime_account }}
