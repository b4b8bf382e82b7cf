-- Reads what an evening reads, as a server that runs all day has done.
select count(*) from permission;
select count(*) from :peer.last_accesses;
select count(*) from access_log where accessed_at > timestamp :'as_of' - interval '10 days';
