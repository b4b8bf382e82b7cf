-- name:        spellings
-- purpose:     name candidates of the newest judged run that another spelling protects
-- transaction: caller
-- binds:       none
-- index:       lapse_candidate_pk (run_id, program_id, user_id, granted_at)
-- undo:        none needed, read only
select 'candidates protected by another spelling: ' || n.candidates || ', first ' || n.first_pair || n.second_pair || n.third_pair
       || '; merge the spellings' as note,
       n.run_id,
       n.candidates
  from (
         select s.run_id,
                count(*) as candidates,
                max(case when s.place_no = 1 then s.pair end) as first_pair,
                max(case when s.place_no = 2 then ', ' || s.pair end) as second_pair,
                max(case when s.place_no = 3 then ', ' || s.pair end) as third_pair
           from (
                  select c.run_id,
                         row_number() over (order by c.program_id, c.user_id, c.granted_at) as place_no,
                         substr('"' || c.user_id || '" of program "' || c.program_id || '" (' || c.detail || ')', 1, 300) as pair
                    from lapse_owner.lapse_candidate c
                   where c.protected_by = 'other_spelling'
                     and c.run_id = (
                           select max(j.run_id)
                             from lapse_owner.lapse_run j
                            where j.judged_at is not null
                         )
                ) s
          group by s.run_id
       ) n
