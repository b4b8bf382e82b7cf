-- name:        database version
-- purpose:     the database is Oracle 19c or later
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select case
         when to_number(regexp_substr(v.version, '^[0-9]+')) < 19 then 'bad'
         else 'ok'
       end as verdict,
       rtrim(v.product) || ', version ' || v.version as finding,
       case
         when to_number(regexp_substr(v.version, '^[0-9]+')) < 19 then 'lapse needs Oracle 19c or later: upgrade'
       end as todo
  from product_component_version v
 where v.product like 'Oracle%Database%'
 union all
select 'look',
       'the dictionary does not say which version the database is',
       'lapse needs Oracle 19c or later: look for the version by hand'
  from dual
 where not exists (
         select 1
           from product_component_version v
          where v.product like 'Oracle%Database%'
       )
