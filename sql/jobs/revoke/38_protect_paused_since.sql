-- name:        protect paused since
-- purpose:     protect all candidates if evening runs were paused since judge ran
-- transaction: tasklet
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...); {{ prefix }}pause is small
-- undo:        rolled back with the DELETE
update{{ hint("protect_paused_since", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'paused'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and {{ paused() }}
