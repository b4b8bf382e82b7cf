-- name:        hold programs with rejected items
-- purpose:     hold each program that has accesses which could not be written
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
merge{{ hint("hold_programs_with_rejected_items", "leading(s) use_hash(r) index(r " ~ prefix ~ "run_program_uk)") }} into {{ lapse_run_program }} r
using (
        select{{ hint("hold_programs_with_rejected_items_spelt", "no_merge leading(x p) use_hash(p)") }} p.program_id
          from (
                 select /*+ no_merge */ distinct {{ key("x.program_id") }} as program_key
                   from {{ outstanding_items() | indent(17) }}
               ) x
          join {{ spelt_programs() }} p on p.program_key = x.program_key
      ) s
   on (r.run_id = :run_id and r.program_id = s.program_id)
 when matched then
      update
         set r.held_reason = 'accesses that could not be written, see lapse rejected'
