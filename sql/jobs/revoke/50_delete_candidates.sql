-- name:        delete candidates
-- purpose:     take away what was just archived and still lapses by the same predicate
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of the permission table, led by program and user; nested loops from this run's archive
-- undo:        lapse restore RUN puts the archived rows back
delete{{ hint("delete_candidates") }}
  from {{ permission }} p
 where exists (
         select 1
           from {{ lapse_revocation }} v
          where v.run_id = :run_id
            and v.program_id = p.{{ permission.program_id }}
            and v.user_id = p.{{ permission.user_id }}
       )
   and {{ lapsed(in_run=true) }}
