-- name:        guard log reaches back
-- purpose:     who was last seen before the log began looks as if never seen: no revocation until it tells of all the days
-- transaction: guard
-- binds:       as_of
-- index:       of each access log, led by its time of access; the first row found answers
-- undo:        none needed, read only
select 'app.access_log does not tell of the 90 days before as-of: it has no row of the 90 days before '
       || to_char(:as_of - 90, 'yyyy-mm-dd hh24:mi:ss')
       || ', and no sync has read it since then' as reason
  from dual
 where not (exists (
         select 1
           from app.access_log l
          where l.accessed_at > :as_of - 2 * 90
            and l.accessed_at <= :as_of - 90
       )
    or exists (
         select 1
           from lapse_owner.lapse_watermark w
          where w.access_log = 'app.access_log'
            and w.synced_to <= :as_of - 90
       ))
