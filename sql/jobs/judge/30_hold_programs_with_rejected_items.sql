-- name:        hold programs with rejected items
-- purpose:     a program some of whose accesses could not be written keeps its permissions: missing data is not unused access
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'accesses that could not be written, see lapse rejected'
 where r.run_id = :run_id
   and r.program_id in (
         select{{ hint("hold_programs_with_rejected_items", "hash_sj leading(x a) use_nl(a) index(a " ~ prefix ~ "last_access_pk)") }} x.program_id from {{ outstanding_items() | indent(9) }}
       )
