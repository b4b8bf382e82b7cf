-- name:        count idle days
-- purpose:     count the permissions by their idle days since the grant or the last access
-- transaction: caller
-- binds:       as_of
-- index:       none; one pass over the permission table and one over lapse_owner.lapse_last_access
-- undo:        none needed, read only
select n.idle_days,
       count(*) as permissions
  from (
         select floor(:as_of - cast(greatest(p.granted_at, nvl(a.last_access_at, p.granted_at)) as date)) as idle_days
           from app.permission p
           left join lapse_owner.lapse_last_access a
             on a.program_id = p.program_id
            and a.user_id = p.user_id
          where p.granted_at <= :as_of
       ) n
 group by n.idle_days
 order by n.idle_days
