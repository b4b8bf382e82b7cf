-- What an evening of :peer left: three counts and hashes, the same for every peer.
select 'permissions', count(*),
       md5(string_agg(p::text, chr(10) order by program_id collate "C", user_id collate "C"))
  from (select program_id, user_id, granted_at from permission) p;
select 'last accesses', count(*),
       md5(string_agg(l::text, chr(10) order by program_id collate "C", user_id collate "C"))
  from :peer.last_accesses l;
select 'archived', count(*),
       md5(string_agg(a::text, chr(10) order by program_id collate "C", user_id collate "C"))
  from :peer.archived a;
