-- Seconds of the last sync.
select extract(epoch from end_time - start_time)
  from batch_step_execution
 where step_name = 'sync'
 order by step_execution_id desc
 limit 1;
