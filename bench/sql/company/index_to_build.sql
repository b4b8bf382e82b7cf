-- Only for the first evening of a company that is being built, which revokes much at once.
set maintenance_work_mem = '512MB';
create index bench_to_build on access_log (program_id, user_id, accessed_at);
