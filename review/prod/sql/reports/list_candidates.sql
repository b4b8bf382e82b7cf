-- name:        list candidates of run
-- purpose:     list the candidates of one judged run, and the rule that protects each
-- transaction: caller
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...)
-- undo:        none needed, read only
select /*+ leading(r c) use_nl(c) */
       c.program_id,
       c.user_id,
       c.granted_at,
       c.permission_rows,
       c.inactivity_days,
       c.last_access_at,
       c.protected_by,
       case c.protected_by
         when 'exempted'
         then (
                select 'until ' || to_char(max(e.ends_at), 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_exemption e
                 where (e.program_id = c.program_id or e.program_id is null)
                   and (e.user_id = c.user_id or e.user_id is null)
                   and e.starts_at <= sysdate
              )
         when 'restored'
         then (
                select 'restored ' || to_char(max(b.restored_at), 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_revocation b
                 where b.program_id = c.program_id
                   and b.user_id = c.user_id
              )
         when 'notice_running'
         then (
                select 'until ' || to_char(n.noticed_at + 0, 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_notice n
                 where n.program_id = c.program_id
                   and n.user_id = c.user_id
              )
         when 'notice_missing'
         then (
                select 'given, until ' || to_char(n.noticed_at + 0, 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_notice n
                 where n.program_id = c.program_id
                   and n.user_id = c.user_id
                   and n.run_id = c.run_id
              )
         when 'paused'
         then (
                select 'until ' || to_char(max(z.ends_at), 'yyyy-mm-dd hh24:mi:ss')
                  from lapse_owner.lapse_pause z
                 where z.starts_at <= sysdate
              )
         else c.detail
       end as detail
  from lapse_owner.lapse_run r
  join lapse_owner.lapse_candidate c
    on c.run_id = r.run_id
 where r.run_id = :run_id
   and r.judged_at is not null
 order by c.program_id, c.user_id, c.granted_at
