-- name:        hinted indexes
-- purpose:     the first index of each hint exists on one of the tables
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission] + own_tables) }},
       hinted as (
         select null as hint_name, null as hint_text
           from dual
          where 1 = 0
{%- for named in [hints] + (access_logs | map(attribute="hints") | list) %}
{%- for name, text in named.items() %}
         union all
         select '{{ name }}', '{{ text }}' from dual
{%- endfor %}
{%- endfor %}
       ),
       place as (
{%- for number in range(1, 9) %}
         {{ "union all\n         " if not loop.first }}select {{ number }} as place_no from dual
{%- endfor %}
       ),
       named as (
         select h.hint_name,
                upper(replace(
                  regexp_substr(h.hint_text, 'index[a-z_]* *\( *(@[^ ]+ +)?[^ ()]+ +([^ ()]+)', 1, n.place_no, 'i', 2), '"'
                )) as index_name
           from hinted h
          cross join place n
       )
select 'bad' as verdict,
       'hint ' || d.hint_name || ' names the index ' || d.index_name || ', which none of the tables has' as finding,
       'correct [hints] ' || d.hint_name || ', or create the index' as todo
  from named d
 where d.index_name is not null
   and not exists (
         select 1
           from all_indexes i
           join located l
             on l.owner = i.table_owner
            and l.table_name = i.table_name
          where i.index_name = d.index_name
       )
