-- name:        read pause of run
-- purpose:     read the pause that was in force when a run that revoked nothing was judged, or since
-- transaction: caller
-- binds:       run_id
-- index:       lapse_run_pk (run_id), lapse_revocation_pk (run_id, program_id, user_id, revocation_no)
-- undo:        none needed, read only
select z.ends_at,
       z.reason
  from lapse_owner.lapse_pause z
 where z.pause_id = (
         select max(n.pause_id)
           from lapse_owner.lapse_pause n
          where n.starts_at <= sysdate
            and n.ends_at > (
                  select r.judged_at
                    from lapse_owner.lapse_run r
                   where r.run_id = :run_id
                )
       )
   and not exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_revocation v
          where v.run_id = :run_id
       )
