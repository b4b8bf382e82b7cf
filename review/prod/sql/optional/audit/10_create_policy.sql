-- name:        create audit policy
-- purpose:     define what is audited: changes of permissions, of the archive and of what people decide
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop audit policy lapse_audit
create audit policy lapse_audit
  actions insert on app.permission,
          update on app.permission,
          delete on app.permission,
          insert on lapse_owner.lapse_revocation,
          update on lapse_owner.lapse_revocation,
          delete on lapse_owner.lapse_revocation,
          insert on lapse_owner.lapse_policy,
          update on lapse_owner.lapse_policy,
          delete on lapse_owner.lapse_policy,
          insert on lapse_owner.lapse_exemption,
          update on lapse_owner.lapse_exemption,
          delete on lapse_owner.lapse_exemption,
          insert on lapse_owner.lapse_accepted_day,
          update on lapse_owner.lapse_accepted_day,
          delete on lapse_owner.lapse_accepted_day,
          insert on lapse_owner.lapse_dismissal,
          update on lapse_owner.lapse_dismissal,
          delete on lapse_owner.lapse_dismissal,
          insert on lapse_owner.lapse_pause,
          update on lapse_owner.lapse_pause,
          delete on lapse_owner.lapse_pause
