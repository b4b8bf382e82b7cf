-- name:        read schema version
-- purpose:     which revision lapse's own tables stand at
-- transaction: caller
-- binds:       none
-- index:       none; one row
-- undo:        none needed, read only
select v.version_num
  from lapse_owner.lapse_version v
