-- name:        hold programs
-- purpose:     say which programs with permissions are left alone tonight, and why: missing data is not unused access
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of the permission table, led by its program
-- undo:        rolled back with the DELETE
insert into lapse_owner.lapse_held_program
       (run_id, program_id, reason, permissions)
select :run_id,
       h.program_id,
       h.reason,
       (
         select count(*)
           from app.permission p
          where p.program_id = h.program_id
       ) as permissions
  from (
         select x.program_id,
                'accesses that could not be written: lapse rejected' as reason
           from lapse_owner.lapse_rejected_item x
           left join lapse_owner.lapse_last_access a
             on a.program_id = x.program_id
            and a.user_id = x.user_id
          where (a.last_access_at is null or a.last_access_at < x.accessed_at)
          group by x.program_id
          union all
         select s.program_id,
                'not one access of anyone in all its days: a dead program, or its log' as reason
           from (
                  select q.program_id as program_id
                    from app.permission q
                   group by q.program_id
                  having count(*) >= 10
                ) s
           left join lapse_owner.lapse_policy y
             on y.program_id = s.program_id
          where (y.when_silent = 'hold' or y.program_id is null)
            and not exists (
                  select 1
                    from lapse_owner.lapse_last_access a
                   where a.program_id = s.program_id
                     and a.last_access_at > :as_of - nvl(y.inactivity_days, 90)
                )
            and not exists (
                  select /*+ unnest hash_aj index(l access_log_ix) */ 1
                    from app.access_log l
                   where l.accessed_at > nvl((
                            select max(w.read_to)
                              from lapse_owner.lapse_watermark w
                             where w.read_to <= :as_of
                               and w.access_log = 'app.access_log'
                          ) - 3, date '0001-01-01')
                     and l.accessed_at <= :as_of
                     and l.accessed_at > :as_of - nvl(y.inactivity_days, 90)
                     and l.program_id = s.program_id
                )
          union all
         select y.program_id,
                'an access log that does not tell of all its days' as reason
           from lapse_owner.lapse_policy y
          where y.inactivity_days > 90
            and not (
                  (exists (
                           select 1
                             from app.access_log l
                            where l.accessed_at > :as_of - 2 * y.inactivity_days
                              and l.accessed_at <= :as_of - y.inactivity_days
                         )
                      or exists (
                           select 1
                             from lapse_owner.lapse_watermark w
                            where w.access_log = 'app.access_log'
                              and w.synced_to <= :as_of - y.inactivity_days
                         ))
                )
       ) h
 where exists (
         select 1
           from app.permission p
          where p.program_id = h.program_id
       )
