-- name:        spellings
-- purpose:     no two permissions differ only in case or surrounding blanks
-- transaction: caller
-- binds:       none
-- index:       none; one pass over the permission table
-- undo:        none needed, read only
select 'bad' as verdict,
       'merge them; until then each protects the other' as todo,
       n.first_pair || ' and ' || n.last_pair || ' differ only in case or blanks (' || n.place_no || ' of ' || n.pairs || ')' as finding
  from (
         select g.first_pair,
                g.last_pair,
                row_number() over (order by g.first_pair) as place_no,
                count(*) over () as pairs
           from (
                  select min(s.pair) as first_pair,
                         max(s.pair) as last_pair
                    from (
                           select nvl(upper(trim(p.program_id)), ' ') as program_key, nvl(upper(trim(p.user_id)), ' ') as user_key,
                                  '"' || p.user_id || '" of program "' || p.program_id || '"' as pair
                             from app.permission p
                            where p.program_id is not null
                              and p.user_id is not null
                              and 1 = 1
                         ) s
                   group by s.program_key, s.user_key
                  having min(s.pair) <> max(s.pair)
                ) g
       ) n
 where n.place_no <= 20
 order by n.place_no
