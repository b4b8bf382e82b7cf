-- name:        count candidates
-- purpose:     how many permissions would lapse now, say at other days of inactivity, noted or not
-- transaction: caller
-- binds:       as_of
-- index:       as the DELETE; one pass over the permission table
-- undo:        none needed, read only
select count(*) as candidates
  from {{ permission }} p
 where {{ lapsed(noticed=false) }}
