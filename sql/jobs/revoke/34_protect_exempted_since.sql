-- name:        protect exempted since
-- purpose:     an exemption that was added while this run worked protects as well
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...); {{ prefix }}exemption is small
-- undo:        rolled back with the DELETE
{{ protect_exempted() }}
