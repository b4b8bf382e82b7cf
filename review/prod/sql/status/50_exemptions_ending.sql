-- name:        exemptions ending
-- purpose:     find exemptions that end within 14 days
-- transaction: caller
-- binds:       none
-- index:       none; lapse_owner.lapse_exemption has one row per exemption
-- undo:        none needed, read only
select 'warning' as state,
       x.exemptions || case x.exemptions when 1 then ' exemption' else ' exemptions' end || case x.exemptions when 1 then ' ends' else ' end' end
       || ' within 14 days, the first on ' || to_char(x.ends_at, 'yyyy-mm-dd hh24:mi:ss') as finding,
       'see lapse exempt list, and add a later one where it is still needed' as todo,
       x.exemptions,
       x.ends_at
  from (
         select count(*) as exemptions,
                min(e.ends_at) as ends_at
           from lapse_owner.lapse_exemption e
          where e.starts_at <= sysdate
            and e.ends_at > sysdate
            and e.ends_at <= sysdate + 14
            and e.ended_by is null
            and not exists (
                  select /*+ no_unnest */ 1
                    from lapse_owner.lapse_exemption o
                   where (o.program_id = e.program_id or o.program_id is null)
                     and (o.user_id = e.user_id or o.user_id is null)
                     and o.starts_at <= e.ends_at
                     and o.ends_at > e.ends_at
                )
       ) x
 where x.exemptions > 0
