-- name:        guard limits
-- purpose:     more revocations than anybody expects are a fault until a person has looked: counted after the DELETE
-- transaction: guard
-- binds:       run_id
-- index:       lapse_run_count_pk (run_id, job, count_name)
-- undo:        none needed, read only
select c.reason
  from (
         select case
                  when v.count_value > 1000
                       or v.count_value * 100 > 5 * (v.count_value + n.count_value)
                  then v.count_value || ' of ' || (v.count_value + n.count_value) || ' permissions ('
                       || round(v.count_value * 100 / nullif(v.count_value + n.count_value, 0)) || ' %) would lapse, over the limit of '
                       || 'max_revocations = 1000 or max_revocation_percent = 5'
                end as reason
           from lapse_owner.lapse_run_count v
           join lapse_owner.lapse_run_count n
             on n.run_id = v.run_id
            and n.job = v.job
            and n.count_name = 'permissions_left'
          where v.run_id = :run_id
            and v.job = 'revoke'
            and v.count_name = 'permissions_revoked'
       ) c
 where c.reason is not null
