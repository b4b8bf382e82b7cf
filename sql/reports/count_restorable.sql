-- name:        count restorable
-- purpose:     how many permissions one run revoked, of one program or user of it, and how many of them have been put back
-- transaction: caller
-- binds:       revoked_by_run, program_id, user_id
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        none needed, read only
select count(*) as revoked,
       count(v.restored_at) as restored
  from {{ lapse_revocation }} v
 where {{ chosen_to_restore() }}
