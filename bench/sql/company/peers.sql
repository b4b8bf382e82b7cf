-- The peers' own tables as they stand after the first evening: lapse's results, carried over. For each peer, lapse
-- among them, two views of what an evening leaves.
insert into bare.last_access select program_id, user_id, last_access_at from lapse_last_access;
insert into bare.watermark select max(read_to) from lapse_watermark;
insert into bare.revocation
select 0, program_id, user_id, granted_at, last_access_at, revoked_at from lapse_revocation;
create view bare.last_accesses as select program_id, user_id, last_access_at from bare.last_access;
create view bare.archived as
select program_id, user_id, granted_at, last_access_at from bare.revocation where run_id > 0;

insert into spring.last_access select program_id, user_id, last_access_at from lapse_last_access;
insert into spring.watermark select 0, max(read_to) from lapse_watermark;
insert into spring.revocation
select 0, program_id, user_id, granted_at, last_access_at, revoked_at from lapse_revocation;
create view spring.last_accesses as select program_id, user_id, last_access_at from spring.last_access;
create view spring.archived as
select program_id, user_id, granted_at, last_access_at from spring.revocation where job_execution_id > 0;

create schema dbt;
create table dbt.last_access as select program_id, user_id, last_access_at from lapse_last_access;
create unique index on dbt.last_access (program_id, user_id);
create table dbt.revocation as
select 'first'::text as revoked_by, program_id, user_id, granted_at, last_access_at, revoked_at from lapse_revocation;
create unique index on dbt.revocation (revoked_by, program_id, user_id);
create view dbt.last_accesses as select program_id, user_id, last_access_at from dbt.last_access;
create view dbt.archived as
select program_id, user_id, granted_at, last_access_at from dbt.revocation where revoked_by <> 'first';

create schema lapse;
create view lapse.last_accesses as select program_id, user_id, last_access_at from lapse_last_access;
create view lapse.archived as
select program_id, user_id, granted_at, last_access_at
  from lapse_revocation
 where run_id = (select max(run_id) from lapse_run);
