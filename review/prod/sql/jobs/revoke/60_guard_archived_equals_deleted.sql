-- name:        guard archived equals deleted
-- purpose:     no permission goes without an archive row, none is archived that still stands, and none was not locked
-- transaction: guard
-- binds:       run_id
-- index:       lapse_run_step_pk (run_id, job, step)
-- undo:        none needed, read only
select 'locked ' || n.locked || ', archived ' || n.archived || ' and deleted ' || n.deleted
       || ' permissions: another session changed them meanwhile' as reason
  from (
         select sum(case when s.step = 'lock candidates' then s.affected end) as locked,
                sum(case when s.step = 'archive candidates' then s.affected end) as archived,
                sum(case when s.step = 'delete candidates' then s.affected end) as deleted
           from lapse_owner.lapse_run_step s
          where s.run_id = :run_id
            and s.job = 'revoke'
       ) n
 where n.locked is null
    or n.archived is null
    or n.deleted is null
    or n.locked <> n.archived
    or n.archived <> n.deleted
