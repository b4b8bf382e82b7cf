-- The customer of the container: a schema with an access log and a permission table, as in sql/customer.
-- Throw-away accounts of a throw-away database: their password is known to everybody, and meant to be.
whenever sqlerror exit failure
alter session set container = FREEPDB1;

create user app identified by "only_for_tests" default tablespace users quota unlimited on users;
grant create session, create table, create sequence to app;

create table app.access_log (
  program_id varchar2(255 char),
  user_id varchar2(255 char),
  accessed_at timestamp(6)
);
create index app.access_log_ix
    on app.access_log (accessed_at, program_id, user_id);

create table app.permission (
  program_id varchar2(255 char) not null,
  user_id varchar2(255 char) not null,
  granted_at timestamp(6),
  constraint permission_pk primary key (program_id, user_id)
);
