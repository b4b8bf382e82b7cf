-- name:        exemptions ending
-- purpose:     find exemptions that end within {{ status.exemption_days }} day{{ "" if status.exemption_days == 1 else "s" }}
-- transaction: caller
-- binds:       none
-- index:       none; {{ lapse_exemption }} has one row per exemption
-- undo:        none needed, read only
select 'warning' as state,
       {{ counted("x.exemptions", "exemption") }} || case x.exemptions when 1 then ' ends' else ' end' end
       || ' within {{ status.exemption_days }} day{{ "" if status.exemption_days == 1 else "s" }}, the first on ' || to_char(x.ends_at, 'yyyy-mm-dd hh24:mi:ss') as finding,
       'see lapse exempt list, and add a later one where it is still needed' as todo,
       x.exemptions,
       x.ends_at
  from (
         select count(*) as exemptions,
                min(e.ends_at) as ends_at
           from {{ lapse_exemption }} e
          where {{ ends_soon("e") | indent(9) }}
       ) x
 where x.exemptions > 0
