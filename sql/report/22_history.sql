-- name:        list evenings before
-- purpose:     list the newest 400 evenings up to a run, and what each revoked and protected
-- transaction: caller
-- binds:       last_run
-- index:       none; {{ lapse_run }} has one row per run and {{ lapse_run_count }} a few
-- undo:        none needed, read only
select{{ hint("report_history", "leading(h c) use_hash(c)") }}
       h.run_id,
       h.as_of,
       h.status,
       nvl(c.revoked, 0) as revoked,
       nvl(c.protected, 0) as protected
  from (
         select e.run_id, e.as_of, e.status, row_number() over (order by e.run_id desc) as newness
           from {{ lapse_run }} e
          where e.run_id <= :last_run
            and {{ is_evening("e") }}
       ) h
  left join {{ counts_of_runs("k.run_id <= :last_run") }} c
    on c.run_id = h.run_id
 where h.newness <= 400
 order by h.run_id
