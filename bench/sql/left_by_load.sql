-- What a load left in the log.
select 'log rows', count(*),
       md5(string_agg(l::text, chr(10) order by accessed_at, program_id collate "C", user_id collate "C"))
  from (select program_id, user_id, accessed_at from access_log where accessed_at > :'as_of') l;
