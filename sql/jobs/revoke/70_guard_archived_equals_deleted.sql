-- name:        guard archived equals deleted
-- purpose:     stop unless the listed, archived and deleted rows are equally many and all were locked
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_step_pk (run_id, job, step), {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, read only
select 'locked ' || n.locked || ', listed ' || n.listed || ', archived ' || n.archived || ' and deleted ' || n.deleted
       || ' permissions: another session changed them meanwhile' as reason
  from (
         select (select max(s.affected) from {{ lapse_run_step }} s where s.run_id = :run_id and s.job = 'revoke' and s.step = 'lock candidates') as locked,
                (select max(s.affected) from {{ lapse_run_step }} s where s.run_id = :run_id and s.job = 'revoke' and s.step = 'archive permissions') as archived,
                (select max(s.affected) from {{ lapse_run_step }} s where s.run_id = :run_id and s.job = 'revoke' and s.step = 'delete permissions') as deleted,
                (select nvl(sum(c.permission_rows), 0) from {{ lapse_candidate }} c where c.run_id = :run_id and c.protected_by is null) as listed
           from dual
       ) n
 where n.locked is null or n.archived is null or n.deleted is null
    or n.listed <> n.archived or n.archived <> n.deleted or n.deleted > n.locked
