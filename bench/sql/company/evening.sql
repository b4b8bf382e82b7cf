-- The day after the first evening: :new_rows rows of the log, of which one in 200 is late by up to two days; rows with
-- NULLs, rows later than as-of, users without a permission.
set max_parallel_workers_per_gather = 0;
set work_mem = '512MB';
select setseed(0.43) \g /dev/null
create temp table active as
select row_number() over (order by habit) - 1 as no, program_id, user_id
  from bench_permission
 where class = 'active' and ends_at is not null;
create unique index on active (no);
analyze active;
select count(*) as actives from active \gset

insert into access_log (program_id, user_id, accessed_at)
select case when d.no % 1999 = 0 then null else a.program_id end,
       case when d.no % 997 = 0 then 'x' || a.user_id when d.no % 1009 = 0 then null else a.user_id end,
       date_trunc('second',
         timestamp :'as_of' - case when d.no % 200 = 0 then 1 + 2 * d.r2 else d.r2 end * interval '1 day')
  from (
         select n.no, floor(:actives * n.r1 * n.r1)::bigint as active_no, n.r2
           from (select no, random() as r1, random() as r2 from generate_series(1, :new_rows) no) n
       ) d
  join active a on a.no = d.active_no
 order by 3, 1, 2;
-- rows that came late, of permissions that would lapse without them
insert into access_log (program_id, user_id, accessed_at)
select program_id, user_id, timestamp :'first' - interval '1 day' - no % 86400 * interval '1 second'
  from bench_permission
 where class = 'late'
 order by no;
-- rows later than as-of, of people who lose nothing tonight
insert into access_log (program_id, user_id, accessed_at)
select program_id, user_id, timestamp :'as_of' + place * interval '1 second'
  from bench_permission
 where class = 'active' and place % 50 = 0
 order by place
 limit 100;
