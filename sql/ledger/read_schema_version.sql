-- name:        read schema version
-- purpose:     read the revision of lapse's own tables
-- transaction: caller
-- binds:       none
-- index:       none; one row
-- undo:        none needed, read only
select v.version_num
  from {{ lapse_version }} v
