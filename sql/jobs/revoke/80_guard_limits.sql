-- name:        guard limits
-- purpose:     more revocations than anybody expects are a fault until a person has looked: counted after the DELETE
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_count_pk (run_id, job, count_name)
-- undo:        none needed, read only
select c.reason
  from (
         select {{ limit_reason("v.count_value", "v.count_value + n.count_value") | indent(16) }} as reason
           from {{ lapse_run_count }} v
           join {{ lapse_run_count }} n
             on n.run_id = v.run_id
            and n.job = v.job
            and n.count_name = 'permissions_left'
          where v.run_id = :run_id
            and v.job = 'revoke'
            and v.count_name = 'permissions_revoked'
       ) c
 where c.reason is not null
