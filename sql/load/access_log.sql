-- name:        load access log
-- purpose:     insert the rows of a CSV file into the access log, many at a time
-- transaction: caller
-- binds:       program_id, user_id, accessed_at
-- index:       none
-- undo:        delete the loaded rows
insert into {{ access_log }}
       ({{ access_log.program_id }}, {{ access_log.user_id }}, {{ access_log.accessed_at }})
values (:program_id, :user_id, :accessed_at)
