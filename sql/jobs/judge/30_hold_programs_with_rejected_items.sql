-- name:        hold programs with rejected items
-- purpose:     hold each program that has accesses which could not be written
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'accesses that could not be written, see lapse rejected'
 where r.run_id = :run_id
   and r.program_id in (
         select{{ hint("hold_programs_with_rejected_items", "hash_sj leading(x p) use_hash(p)") }} p.program_id
           from (
                  select{{ hint("hold_programs_with_rejected_items_outstanding", "no_merge leading(x a) use_nl(a) index(a " ~ prefix ~ "last_access_pk)") }} {{ key("x.program_id") }} as program_key
                    from {{ outstanding_items() | indent(18) }}
                ) x
           join {{ spelt_programs() }} p on p.program_key = x.program_key
       )
