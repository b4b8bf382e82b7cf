-- name:        spellings in use
-- purpose:     {{ "nobody was seen to use a permission under another spelling in the last " ~ policy.inactivity_days ~ " days" if guards.match_spelling else "spellings are not compared, because [guards] match_spelling is false" }}
-- transaction: caller
-- binds:       none
-- index:       none; one pass over the permission table and one over {{ lapse_last_access }}
-- undo:        none needed, read only
select 'bad' as verdict,
       'use one spelling in the log and the permissions; until then the access protects the permission' as todo,
       n.used || ', last used ' || to_char(n.last_access_at, 'yyyy-mm-dd hh24:mi:ss') || ', is spelt ' || n.held || ' in the permissions ('
       || n.place_no || ' of ' || n.pairs || ')' as finding
  from (
         select '"' || a.user_id || '" of program "' || a.program_id || '"' as used,
                '"' || p.user_id || '" of program "' || p.program_id || '"' as held,
                a.last_access_at,
                row_number() over (order by p.program_id, p.user_id, a.program_id, a.user_id) as place_no,
                count(*) over () as pairs
           from (
                  select distinct x.{{ permission.program_id }} as program_id,
                         x.{{ permission.user_id }} as user_id,
                         {{ keys("x." ~ permission.program_id, "x." ~ permission.user_id) }}
                    from {{ permission }} x
                   where 1 = {{ 1 if guards.match_spelling else 0 }}
                ) p
           join (
                  select x.program_id,
                         x.user_id,
                         x.last_access_at,
                         {{ keys("x.program_id", "x.user_id") }}
                    from {{ lapse_last_access }} x
                ) a
             on a.program_key = p.program_key
            and a.user_key = p.user_key
            and (a.program_id <> p.program_id or a.user_id <> p.user_id)
          where a.last_access_at > sysdate - {{ policy.inactivity_days }}
       ) n
 where n.place_no <= 20
 order by n.place_no
