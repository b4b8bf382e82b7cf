-- name:        protect exempted
-- purpose:     protect candidates that an exemption covers, by program, by user or by both
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...); {{ prefix }}exemption is small
-- undo:        none needed, the next run decides again
update{{ hint("protect_exempted", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'exempted'
 where c.run_id = :run_id and c.protected_by is null
   and {{ exempted() }}
