-- name:        list known lines
-- purpose:     list the staged lines whose program, user and time the access log has already
-- transaction: caller
-- binds:       none
-- index:       the access log's index on its time of access, once a line; by its second, which reaches it where the time is a DATE too
-- undo:        none needed, it only reads
select -s.item_no as line_no
  from (
         select i.item_no, i.program_id, i.user_id, i.accessed_at, cast(i.accessed_at as date) as accessed_second
           from lapse_owner.lapse_sync_item i
          where i.item_no < 0
       ) s
 where exists (
         select /*+ no_unnest */ null
           from app.access_log l
          where l.accessed_at >= s.accessed_second
            and l.accessed_at <= least(s.accessed_second, date '9999-12-31' + 86398 / 86400) + 1 / 86400
            and l.accessed_at = s.accessed_at
            and l.program_id = s.program_id
            and l.user_id = s.user_id
       )
