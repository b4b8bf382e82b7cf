-- name:        clock
-- purpose:     the clocks of the database and of this host differ by less than five minutes
-- transaction: caller
-- binds:       host_now
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       'give both hosts the same clock and time zone: as-of comes from the database, the start time of cron from this host' as todo,
       'the database clock says ' || to_char(sysdate, 'yyyy-mm-dd hh24:mi:ss') || ', this host '
       || to_char(:host_now, 'yyyy-mm-dd hh24:mi:ss') as finding
  from dual
 where :host_now < sysdate - 5 / 1440
    or :host_now > sysdate + 5 / 1440
