-- name:        count put back
-- purpose:     count the revocations of 90 days, and those that were restored or granted again within 30 days
-- transaction: caller
-- binds:       none
-- index:       the permission table's index on program and user
-- undo:        none needed, read only
select u.revocations_90_days,
       u.put_back_within_30_days,
       round(u.put_back_within_30_days * 100 / nullif(u.revocations_90_days, 0)) as put_back_percent
  from (
         select count(*) as revocations_90_days,
                nvl(sum(case when b.is_back = 1 then 1 end), 0) as put_back_within_30_days
           from (
                  select case
                           when v.restored_at <= v.revoked_at + 30
                             or exists (
                                  select 1
                                    from {{ permission }} p
                                   where p.{{ permission.program_id }} = v.program_id
                                     and p.{{ permission.user_id }} = v.user_id
                                     and p.{{ permission.granted_at }} > v.revoked_at
                                     and p.{{ permission.granted_at }} <= v.revoked_at + 30
                                )
                           then 1
                         end as is_back
                    from {{ lapse_revocation }} v
                   where v.revoked_at > sysdate - 90
                ) b
       ) u
