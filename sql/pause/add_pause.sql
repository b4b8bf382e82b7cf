-- name:        add pause
-- purpose:     pause all revocation from now until a time in the future
-- transaction: caller
-- binds:       reason, paused_by, ends_at
-- index:       {{ prefix }}pause_pk (pause_id); a min/max scan
-- undo:        lapse resume
insert into {{ lapse_pause }}
       (pause_id, reason, paused_by, starts_at, ends_at)
select n.pause_id,
       :reason,
       :paused_by,
       sysdate,
       :ends_at
  from (
         select nvl(max(z.pause_id), 0) + 1 as pause_id
           from {{ lapse_pause }} z
       ) n
 where :ends_at > sysdate
