-- name:        protect exempted since
-- purpose:     protect candidates exempted since judge ran
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...); {{ prefix }}exemption is small
-- undo:        rolled back with the DELETE
update{{ hint("protect_exempted_since", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'exempted'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and {{ exempted() }}
