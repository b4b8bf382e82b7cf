-- name:        stage items
-- purpose:     stage and number the newest access of each (program, user) in the windows where it is newer than the one recorded, and items rejected earlier
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access, or the partitions of the window; one pass over lapse_owner.lapse_last_access, for what lies in the windows
-- undo:        none needed, the next sync empties the staging table
insert into lapse_owner.lapse_sync_item
       (item_no, program_id, user_id, accessed_at)
select /*+ leading(s a) use_hash(a) */ row_number() over (order by s.program_id, s.user_id) as item_no,
       s.program_id,
       s.user_id,
       s.accessed_at
  from (
         select /*+ no_merge */
                n.program_id,
                n.user_id,
                max(n.accessed_at) as accessed_at
           from (
                  select l.program_id as program_id, l.user_id as user_id, l.accessed_at as accessed_at
                    from app.access_log l
                   where l.accessed_at >= (select w.read_from from lapse_owner.lapse_watermark w where w.access_log = 'app.access_log' and w.run_id = :run_id)
                     and l.accessed_at <= :as_of
                     and l.program_id is not null
                     and l.user_id is not null
                   union all
                  select x.program_id, x.user_id, x.accessed_at
                    from lapse_owner.lapse_rejected_item x
                   where x.job = 'sync'
                     and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                                      where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
                     and 0 = (select /*+ no_unnest */ count(*) from lapse_owner.lapse_last_access a
                               where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
                ) n
          group by n.program_id, n.user_id
       ) s
  left join (
         select /*+ no_merge */ b.program_id, b.user_id, b.last_access_at
           from lapse_owner.lapse_last_access b
          where b.last_access_at >= (select min(w.read_from) from lapse_owner.lapse_watermark w where w.run_id = :run_id)
       ) a
    on a.program_id = s.program_id and a.user_id = s.user_id
 where a.last_access_at is null or a.last_access_at < s.accessed_at
