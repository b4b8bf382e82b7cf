-- name:        set policy
-- purpose:     set the policy of one program; what is not given stays as it is
-- transaction: caller
-- binds:       program_id, inactivity_days, revocation_mode, when_silent, notice, reason, set_by
-- index:       lapse_policy_pk (program_id)
-- undo:        set it again, or lapse policy unset
merge into lapse_owner.lapse_policy y
using (
        select :program_id as program_id
          from dual
      ) s
   on (y.program_id = s.program_id)
 when matched then
      update
         set y.inactivity_days = nvl(cast(:inactivity_days as number), y.inactivity_days),
             y.revocation_mode = nvl(:revocation_mode, y.revocation_mode),
             y.when_silent = nvl(:when_silent, y.when_silent),
             y.notice = nvl(:notice, y.notice),
             y.reason = :reason,
             y.set_by = :set_by,
             y.set_at = sysdate
 when not matched then
      insert (program_id, inactivity_days, revocation_mode, when_silent, notice, reason, set_by, set_at)
      values (s.program_id, :inactivity_days, nvl(:revocation_mode, 'enforce'), nvl(:when_silent, 'hold'), nvl(:notice, 'on'), :reason, :set_by, sysdate)
