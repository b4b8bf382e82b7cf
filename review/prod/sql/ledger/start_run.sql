-- name:        start run
-- purpose:     insert the row of this run when it starts
-- transaction: caller
-- binds:       run_id, environment, jobs, as_of, scn, accepted_plan, accept_reason, sql_digest, lapse_version, host_name, os_user
-- index:       none
-- undo:        none needed, every run keeps its row
insert into lapse_owner.lapse_run
       (run_id, environment, jobs, as_of, scn, accepted_plan, accept_reason, status, started_at, heartbeat_at, sql_digest, lapse_version, host_name, os_user)
values (:run_id, :environment, :jobs, :as_of, :scn, :accepted_plan, :accept_reason, 'running', sysdate, sysdate, :sql_digest, :lapse_version, :host_name, :os_user)
