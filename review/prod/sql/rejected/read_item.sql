-- name:        read item
-- purpose:     read one rejected item: whether it is outstanding, and which permissions it holds
-- transaction: caller
-- binds:       run_id, item_no
-- index:       lapse_rejected_item_pk (run_id, job, item_no); one pass over the permission table
-- undo:        none needed, read only
select i.job,
       i.program_id,
       i.user_id,
       i.accessed_at,
       l.last_access_at,
       case when l.last_access_at >= i.accessed_at then 1 else 0 end as is_written,
       d.dismissed_by,
       d.dismissed_at,
       (
         select count(*)
           from (
                  select nvl(upper(trim(p.program_id)), ' ') as program_key
                    from app.permission p
                ) k
          where k.program_key = i.program_key
       ) as permissions,
       (
         select count(*)
           from (
                  select x.program_id, x.user_id, max(x.accessed_at) as accessed_at, nvl(upper(trim(x.program_id)), ' ') as program_key
                    from lapse_owner.lapse_rejected_item x
                   where x.job = 'sync'
                     and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                                      where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
                     and 0 = (select /*+ no_unnest */ count(*) from lapse_owner.lapse_last_access a
                               where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
                   group by x.program_id, x.user_id
                ) o
          where o.program_key = i.program_key
            and (o.program_id <> i.program_id or o.user_id <> i.user_id or o.accessed_at > i.accessed_at)
       ) as other_items
  from (
         select r.job, r.program_id, r.user_id, r.accessed_at, nvl(upper(trim(r.program_id)), ' ') as program_key
           from lapse_owner.lapse_rejected_item r
          where r.run_id = :run_id
            and r.item_no = :item_no
       ) i
  left join lapse_owner.lapse_last_access l
    on l.program_id = i.program_id
   and l.user_id = i.user_id
  left join lapse_owner.lapse_dismissal d
    on d.program_id = i.program_id and d.user_id = i.user_id and d.accessed_at >= i.accessed_at and d.ended_at is null
