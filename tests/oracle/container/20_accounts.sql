-- The three accounts of lapse: who owns its tables, who restores, and who runs it every evening.
-- Throw-away accounts of a throw-away database: their password is known to everybody, and meant to be.
whenever sqlerror exit failure
alter session set container = FREEPDB1;

create user lapse_owner identified by "only_for_tests" default tablespace users quota unlimited on users;
grant create session, create table, create sequence to lapse_owner;

create user lapse_operator identified by "only_for_tests";
grant create session to lapse_operator;

-- All else that they may comes from `lapse grants`. The health check of compose.yaml waits for the last one.
create user lapse_app identified by "only_for_tests";
grant create session to lapse_app;
