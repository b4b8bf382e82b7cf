-- name:        explain permission
-- purpose:     why one permission lapses now, or what protects it; protected_by is null where it lapses
-- transaction: caller
-- binds:       as_of, program_id, user_id
-- index:       of the permission table, led by program and user
-- undo:        none needed, read only
{{ verdicts("p." ~ permission.program_id ~ " = :program_id\n  and p." ~ permission.user_id ~ " = :user_id") }}
