-- name:        end pause
-- purpose:     end the pause in force and keep its row for the audit
-- transaction: caller
-- binds:       resumed_by
-- index:       none; lapse_owner.lapse_pause has one row per pause
-- undo:        lapse pause
update lapse_owner.lapse_pause z
   set z.ends_at = sysdate,
       z.resumed_by = :resumed_by
 where z.starts_at <= sysdate
   and z.ends_at > sysdate
