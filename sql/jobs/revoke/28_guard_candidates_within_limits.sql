-- name:        guard candidates within limits
-- purpose:     more candidates than anybody expects are a fault until a person has looked: asked before anything is locked
-- transaction: guard
-- binds:       as_of
-- index:       as the DELETE; one pass over the permission table
-- undo:        none needed, read only
select c.reason
  from (
         select {{ limit_reason("n.candidates", "n.permissions") | indent(16) }} as reason
           from (
                  select sum(k.candidates) as candidates,
                         sum(k.permissions) as permissions
                    from (
                           select count(*) as candidates,
                                  0 as permissions
                             from {{ permission }} p
                            where {{ lapsed() | indent(26) }}
                            union all
                           select 0 as candidates,
                                  count(*) as permissions
                             from {{ permission }} p
                         ) k
                ) n
       ) c
 where c.reason is not null
