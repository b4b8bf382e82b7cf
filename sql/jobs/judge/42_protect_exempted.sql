-- name:        protect exempted
-- purpose:     a dated exemption of the program, of the user, or of the user in the program
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...); {{ prefix }}exemption is small
-- undo:        none needed, the next run decides again
{{ protect_exempted() }}
