-- name:        list permissions
-- purpose:     why each permission lapses now, or what protects it; protected_by is null where it lapses
-- transaction: caller
-- binds:       as_of
-- index:       of the access logs, led by their time of access; one pass over the permission table
-- undo:        none needed, read only
{{ verdicts() }}
 order by j.program_id, j.user_id
