-- name:        list candidates
-- purpose:     the permissions that would lapse now; log rows that no sync has carried yet protect as well
-- transaction: caller
-- binds:       as_of
-- index:       of the access log, led by its time of access; one pass over the permission table
-- undo:        none needed, read only
select p.{{ permission.program_id }} as program_id,
       p.{{ permission.user_id }} as user_id,
       p.{{ permission.granted_at }} as granted_at,
       n.last_access_at
  from {{ permission }} p
  left join {{ lapse_last_access }} n
    on n.program_id = p.{{ permission.program_id }}
   and n.user_id = p.{{ permission.user_id }}
 where {{ lapsed() }}
 order by p.{{ permission.program_id }}, p.{{ permission.user_id }}
