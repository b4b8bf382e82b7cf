-- name:        guard limits
-- purpose:     the limits, held against what the DELETE really took
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_count_pk (run_id, job, count_name)
-- undo:        none needed, read only
select c.reason
  from (
         select {{ limit_reason("n.revoked", "n.revoked + n.remaining") | indent(16) }} as reason
           from (
                  select sum(case when k.count_name = 'permissions_revoked' then k.count_value end) as revoked,
                         sum(case when k.count_name = 'permissions_left' then k.count_value end) as remaining
                    from {{ lapse_run_count }} k
                   where k.run_id = :run_id
                     and k.job = 'revoke'
                ) n
       ) c
 where c.reason is not null
