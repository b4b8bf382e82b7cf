-- A made-up company: :permissions permissions in :programs programs, :rows rows of its access log in the :days days up
-- to the first evening, :overdue permissions due on it and :due on the next. Fixed seed, no parallel plans: the same
-- rows each time.
set max_parallel_workers_per_gather = 0;
set work_mem = '512MB';
set maintenance_work_mem = '512MB';
set synchronous_commit = off;
select setseed(0.42) \g /dev/null

create table bench_permission as
with place as (
       select n.no, row_number() over (order by n.r) as place, n.r1, n.r2, n.r3
         from (
                select g.no, random() as r, random() as r1, random() as r2, random() as r3
                  from generate_series(0, :permissions - 1) g (no)
              ) n
     ), class as (
       select p.*,
              case
                when place <= :due then 'tonight'                                            -- due on the measured evening
                when place <= :due + 20 then 'late'                                          -- the same, but for late rows
                when place <= :due + 20 + :overdue then 'before'                             -- due on the first evening
                when place <= :due + 20 + :overdue + :permissions * 0.1 then 'leaving'       -- due within the next 88 days
                when place <= :due + 20 + :overdue + :permissions * 0.13 then 'fresh'        -- granted in the last 90 days
                when place <= :due + 20 + :overdue + :permissions * 0.131 then 'undated'     -- no grant date, never used
                else 'active'
              end as class
         from place p
     )
select c.no,
       c.place,
       c.class,
       'program-' || to_char((c.no / 12 * 7 + c.no % 12 * 17) % :programs, 'fm00000') as program_id,
       'u' || to_char(c.no / 12, 'fm0000000') as user_id,
       case
         when c.class = 'undated' then null
         when c.class = 'tonight' and c.place % 10 = 0
         then timestamp :'as_of' - interval '90 days' - floor(c.r1 * 86400) * interval '1 second'
         when c.class = 'before' and c.place % 3 = 0
         then timestamp :'first' - interval '90 days' - floor(c.r1 * 86400 * 2000) * interval '1 second'
         when c.class = 'fresh'
         then timestamp :'as_of' - interval '90 days' + floor(1 + c.r1 * 86400 * 88) * interval '1 second'
         when c.place = 1 then timestamp :'as_of' - interval '90 days'          -- exactly 90 days lapses
         else timestamp :'first' - interval '201 days' - floor(c.r1 * 86400 * 2800) * interval '1 second'
       end as granted_at,
       case
         when c.class = 'undated' or c.class = 'fresh' and c.place % 2 = 0
           or c.class = 'tonight' and c.place % 10 = 0 or c.class = 'before' and c.place % 3 = 0 or c.place = 1
         then null
         when c.place = 2 then timestamp :'as_of' - interval '90 days'          -- exactly 90 days lapses
         when c.class in ('tonight', 'late')
         then timestamp :'as_of' - interval '90 days' - floor(c.r2 * 86400) * interval '1 second'
         when c.class = 'before'
         then timestamp :'first' - interval '90 days' - floor(c.r2 * 86400 * (:days - 91)) * interval '1 second'
         when c.class = 'leaving'                                               -- and a second less does not
         then timestamp :'as_of' - interval '90 days'
              + case when c.place = :due + 21 + :overdue then 1 else floor(1 + c.r2 * 86400 * 88) end * interval '1 second'
         when c.class = 'fresh' then timestamp :'first' - floor(c.r2 * 86400) * interval '1 second'
         else timestamp :'first' - floor(c.r2 * 86400 * 80) * interval '1 second'
       end as ends_at
  from class c;
alter table bench_permission add habit bigint;
update bench_permission g set habit = h.habit
  from (
         select no, row_number() over (order by hashint8(no), no) - 1 as habit
           from bench_permission
          where ends_at is not null
       ) h
 where h.no = g.no;
create unique index on bench_permission (habit);
analyze bench_permission;
select count(habit) as habits from bench_permission \gset

insert into permission (program_id, user_id, granted_at)
select program_id, user_id, granted_at from bench_permission order by granted_at, no;

-- The newest access of each, and draws before it; the square of a draw favours few habits.
insert into access_log (program_id, user_id, accessed_at)
select r.program_id, r.user_id, r.accessed_at
  from (
         select g.program_id, g.user_id, g.ends_at as accessed_at
           from bench_permission g
          where g.habit is not null
          union all
         select case when d.no % 9973 = 0 then null else g.program_id end,
                case when d.no % 997 = 0 then 'x' || g.user_id else g.user_id end,   -- of who has no permission
                date_trunc('second', b.begins_at
                  + d.r2 * (case when g.class = 'active' then timestamp :'first' else g.ends_at end - b.begins_at))
           from (
                  select n.no, floor(:habits * n.r1 * n.r1)::bigint as habit, n.r2
                    from (select no, random() as r1, random() as r2 from generate_series(1, :rows - :habits) no) n
                ) d
           join bench_permission g on g.habit = d.habit
          cross join (select timestamp :'first' - :days * interval '1 day' as begins_at) b
       ) r
 order by r.accessed_at, r.program_id, r.user_id;
vacuum (analyze) access_log;
vacuum (analyze) permission;
