-- name:        purge exemptions
-- purpose:     delete exemptions that ended before the given time
-- transaction: tasklet
-- binds:       before
-- index:       none; lapse_owner.lapse_exemption is small
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_exemption e
 where e.ends_at < :before
