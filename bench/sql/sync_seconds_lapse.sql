-- Seconds of the last sync.
select sum(seconds) from lapse_run_step where job = 'sync' and run_id = (select max(run_id) from lapse_run);
