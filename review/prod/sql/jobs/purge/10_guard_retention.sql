-- name:        guard retention
-- purpose:     stop if the purge would delete records that must be kept for an audit or for the longest policy
-- transaction: guard
-- binds:       before
-- index:       none
-- undo:        none needed, read only
select 'records are kept for ' || n.kept_days || ' days (audit_retention_days = 1095, or the longest policy): nothing later than '
       || to_char(sysdate - n.kept_days, 'yyyy-mm-dd hh24:mi:ss') || ' can be purged' as reason
  from (
         select max(d.kept_days) as kept_days
           from (
                  select 1095 as kept_days
                    from dual
                   union all
                  select y.inactivity_days
                    from lapse_owner.lapse_policy y
                ) d
       ) n
 where :before > sysdate - n.kept_days
