-- name:        add pause
-- purpose:     pause all revocation from now until a time in the future
-- transaction: caller
-- binds:       reason, paused_by, ends_at
-- index:       none
-- undo:        lapse resume
insert into {{ lapse_pause }}
       (reason, paused_by, starts_at, ends_at)
select :reason,
       :paused_by,
       sysdate,
       :ends_at
  from dual
 where :ends_at > sysdate
