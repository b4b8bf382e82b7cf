-- name:        permission index
-- purpose:     the revocation finds permissions older than the cutoff by this index
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the index
create index app.permission_ix
    on app.permission (granted_at, program_id, user_id)
