-- name:        count idle days
-- purpose:     count the permissions by their idle days since the grant or the last access
-- transaction: caller
-- binds:       as_of
-- index:       none; one pass over the permission table and one over {{ lapse_last_access }}
-- undo:        none needed, read only
select n.idle_days,
       count(*) as permissions
  from (
         select floor(:as_of - cast(greatest(p.{{ permission.granted_at }}, nvl(a.last_access_at, p.{{ permission.granted_at }})) as date)) as idle_days
           from {{ permission }} p
           left join {{ lapse_last_access }} a
             on a.program_id = p.{{ permission.program_id }}
            and a.user_id = p.{{ permission.user_id }}
          where p.{{ permission.granted_at }} <= :as_of
       ) n
 group by n.idle_days
 order by n.idle_days
