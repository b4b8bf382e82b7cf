-- name:        spellings in use
-- purpose:     nobody was seen to use a permission under another spelling in the last 90 days
-- transaction: caller
-- binds:       none
-- index:       none; one pass over the permission table and one over lapse_owner.lapse_last_access
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
                  select distinct x.program_id as program_id,
                         x.user_id as user_id,
                         nvl(upper(trim(x.program_id)), ' ') as program_key, nvl(upper(trim(x.user_id)), ' ') as user_key
                    from app.permission x
                   where 1 = 1
                ) p
           join (
                  select x.program_id,
                         x.user_id,
                         x.last_access_at,
                         nvl(upper(trim(x.program_id)), ' ') as program_key, nvl(upper(trim(x.user_id)), ' ') as user_key
                    from lapse_owner.lapse_last_access x
                ) a
             on a.program_key = p.program_key
            and a.user_key = p.user_key
            and (a.program_id <> p.program_id or a.user_id <> p.user_id)
          where a.last_access_at > sysdate - 90
       ) n
 where n.place_no <= 20
 order by n.place_no
