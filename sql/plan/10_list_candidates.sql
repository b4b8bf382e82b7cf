-- name:        list candidates
-- purpose:     the permissions that would lapse now, the log rows since the last sync counted in
-- transaction: caller
-- binds:       as_of
-- index:       of the access log, led by its time of access; one pass over the permission table
-- undo:        none needed, read only
select p.{{ permission.program_id }} as program_id,
       p.{{ permission.user_id }} as user_id,
       p.{{ permission.granted_at }} as granted_at,
       b.last_access_at
  from {{ permission }} p
  left join {{ lapse_last_access }} b
    on b.program_id = p.{{ permission.program_id }}
   and b.user_id = p.{{ permission.user_id }}
 where {{ lapsed() }}
   and not exists (
         select 1
           from {{ access_log }} l
          where l.{{ access_log.accessed_at }} > {{ watermark() | indent(10) }}
            and l.{{ access_log.accessed_at }} <= :as_of
            and l.{{ access_log.accessed_at }} > :as_of - nvl((
                  select y.inactivity_days
                    from {{ lapse_policy }} y
                   where y.program_id = l.{{ access_log.program_id }}
                ), {{ policy.inactivity_days }})
            and l.{{ access_log.program_id }} = p.{{ permission.program_id }}
            and l.{{ access_log.user_id }} = p.{{ permission.user_id }}
       )
 order by p.{{ permission.program_id }}, p.{{ permission.user_id }}
