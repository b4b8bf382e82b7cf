-- name:        guard archived were revoked
-- purpose:     stop if the archive has more permissions of a run than it revoked, for a restore would grant them to users who never had them
-- transaction: guard
-- binds:       revoked_by_run
-- index:       lapse_run_pk (run_id), lapse_revocation_pk (run_id, ...), lapse_run_count_pk (run_id, job, count_name)
-- undo:        none needed, read only
select 'the archive has ' || n.archived || case n.archived when 1 then ' permission' else ' permissions' end || ' of run ' || n.run_id || ', which revoked ' || n.revoked
       || ': somebody else inserted the rest' as reason
  from (
         select r.run_id,
                (select count(*)
                   from lapse_owner.lapse_revocation v
                  where v.run_id = r.run_id) as archived,
                (select nvl(max(k.count_value), 0)
                   from lapse_owner.lapse_run_count k
                  where k.run_id = r.run_id
                    and k.job = 'revoke'
                    and k.count_name = 'permissions_revoked') as revoked
           from lapse_owner.lapse_run r
          where r.run_id = :revoked_by_run
       ) n
 where n.archived > n.revoked
