-- name:        grant create sequence
-- purpose:     let the owner create tables with an identity column, which Oracle numbers by a sequence; it needs no further privilege and no role
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke create sequence from {{ owner_account }}
grant create sequence
   to {{ owner_account }}
