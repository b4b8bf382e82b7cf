-- name:        read scn
-- purpose:     read the system change number of now, or of at most some 3 seconds ago; it needs no right
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select timestamp_to_scn(systimestamp) as scn
  from dual
