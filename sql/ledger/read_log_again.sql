-- name:        read log again
-- purpose:     rows were loaded that a sync has already passed: let the next one read the log from before them
-- transaction: caller
-- binds:       oldest
-- index:       none; lapse_run holds a row a run
-- undo:        none needed, reading the log again changes nothing that is there
update {{ lapse_run }} r
   set r.synced_to = null
 where r.synced_to >= :oldest
   and r.access_log = '{{ access_log }}'
