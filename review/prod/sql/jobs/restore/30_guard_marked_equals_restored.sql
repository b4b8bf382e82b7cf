-- name:        guard marked equals restored
-- purpose:     nothing is marked that was not put back
-- transaction: guard
-- binds:       run_id
-- index:       lapse_run_step_pk (run_id, job, step)
-- undo:        none needed, read only
select 'marked ' || n.marked || ' revocations but restored ' || n.restored || ' permissions' as reason
  from (
         select sum(case when s.step = 'mark restored' then s.affected end) as marked,
                sum(case when s.step = 'restore permissions' then s.affected end) as restored
           from lapse_owner.lapse_run_step s
          where s.run_id = :run_id
            and s.job = 'restore'
       ) n
 where n.marked is null
    or n.restored is null
    or n.marked <> n.restored
