-- name:        read newest access
-- purpose:     read the time of the newest row of the access log; later lines of a file cannot be in it
-- transaction: caller
-- binds:       none
-- index:       the access log's index on its time of access, its last entry
-- undo:        none needed, it only reads
select cast(max(l.accessed_at) as timestamp) as newest_at
  from app.access_log l
