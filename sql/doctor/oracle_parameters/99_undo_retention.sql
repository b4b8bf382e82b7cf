-- name:        undo retention
-- purpose:     undo_retention is longer than any step of a run has taken so far, chunks excepted
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}run_step_pk (run_id, job, step); all its rows are read
-- undo:        none needed, read only
select 'look' as verdict,
       'a step of a run took ' || n.seconds || ' seconds, but undo_retention is ' || n.retained || ': it could have failed (ORA-01555)' as finding,
       'alter system set undo_retention = ' || 2 * n.seconds || ', and give the undo tablespace room for it' as todo
  from (
         select to_number(p.value) as retained,
                (
                  select ceil(max(s.seconds))
                    from {{ lapse_run_step }} s
                   where s.transaction_kind <> 'chunk'
                ) as seconds
           from v$parameter p
          where p.name = 'undo_retention'
       ) n
 where n.seconds > n.retained
