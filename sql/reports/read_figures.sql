-- name:        read figures
-- purpose:     read the figures of the newest evenings and of what is outstanding, from lapse's own tables alone
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}run_pk (run_id), {{ prefix }}run_count_pk (run_id, job, count_name), {{ prefix }}run_program_uk (run_id, program_id)
-- undo:        none needed, read only
select{{ hint("read_figures", "leading(k j n l w) use_nl(j n l w)") }}
       sysdate as now,
       k.newest_run_id,
       n.status as newest_status,
       k.last_run_id,
       nvl(l.exit_code, 1) as last_exit_code,
       l.started_at as last_started_at,
       l.finished_at as last_finished_at,
       k.ended_well_run_id,
       w.finished_at as ended_well_at,
       (
         select c.count_value
           from {{ lapse_run_count }} c
          where c.run_id = k.ended_well_run_id
            and c.job = 'revoke'
            and c.count_name = 'permissions_revoked'
       ) as permissions_revoked,
       (
         select nvl(sum(c.count_value), 0)
           from {{ lapse_run_count }} c
          where c.job = 'revoke'
            and c.count_name = 'permissions_revoked'
       ) as revoked_by_all_runs,
       j.judged_run_id,
       (
         select count(*)
           from {{ lapse_run_program }} p
          where p.run_id = j.judged_run_id
            and p.held_reason is not null
       ) as held_programs,
       (
         select count(*)
           from (
                  select x.program_id, x.user_id
                    from {{ outstanding_items() | indent(18) }}
                   group by x.program_id, x.user_id
                ) o
       ) as rejected_items,
       (
         select count(*)
           from {{ lapse_log_day }} d
          where {{ open_lost_day("d") | indent(9) }}
            and d.access_log in ({{ log_names() }})
       ) as lost_days,
       (
         select count(*)
           from {{ lapse_exemption }} e
          where {{ ends_soon("e") | indent(9) }}
       ) as exemptions_ending,
       (
         select count(*)
           from {{ lapse_pause }} z
          where z.starts_at <= sysdate
            and z.ends_at > sysdate
       ) as pauses
  from (
         select max(e.run_id) as newest_run_id,
                max(case when e.status <> 'running' then e.run_id end) as last_run_id,
                max(case when e.status in ('done', 'rejected') then e.run_id end) as ended_well_run_id
           from {{ lapse_run }} e
          where {{ is_evening("e") }}
       ) k
 cross join (
         select max(r.run_id) as judged_run_id
           from {{ lapse_run }} r
          where r.judged_at is not null
       ) j
  left join {{ lapse_run }} n
    on n.run_id = k.newest_run_id
  left join {{ lapse_run }} l
    on l.run_id = k.last_run_id
  left join {{ lapse_run }} w
    on w.run_id = k.ended_well_run_id
