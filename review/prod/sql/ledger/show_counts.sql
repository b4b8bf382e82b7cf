-- name:        show counts
-- purpose:     show what one run counted besides the rows of its steps
-- transaction: caller
-- binds:       run_id
-- index:       lapse_run_count_pk (run_id, job, count_name)
-- undo:        none needed, read only
select c.count_name,
       c.count_value
  from lapse_owner.lapse_run_count c
 where c.run_id = :run_id
 order by c.job, c.count_name
