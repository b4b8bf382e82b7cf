-- name:        clock
-- purpose:     the database's clock is within five minutes of this host's, time zones included
-- transaction: caller
-- binds:       host_now
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       'set clock and time zone of both hosts alike: as-of is read from the database, cron starts by this host' as todo,
       'the database says ' || to_char(sysdate, 'yyyy-mm-dd hh24:mi:ss') || ', this host '
       || to_char(:host_now, 'yyyy-mm-dd hh24:mi:ss') as finding
  from dual
 where :host_now < sysdate - 5 / 1440
    or :host_now > sysdate + 5 / 1440
