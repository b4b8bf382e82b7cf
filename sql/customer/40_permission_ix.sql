-- name:        permission index
-- purpose:     the revocation finds permissions older than the cutoff by this index
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the index
create index {{ permission }}_ix
    on {{ permission }} ({{ permission.granted_at }}, {{ permission.program_id }}, {{ permission.user_id }})
