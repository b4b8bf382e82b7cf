-- name:        create audit policy
-- purpose:     define what is audited: changes of permissions, of the archive and of what people decide
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop audit policy {{ prefix }}audit
create audit policy {{ prefix }}audit
  actions insert on {{ permission }},
          update on {{ permission }},
          delete on {{ permission }}
{%- for table in [lapse_revocation, lapse_policy, lapse_exemption, lapse_accepted_day, lapse_dismissal, lapse_pause] %},
          insert on {{ table }},
          update on {{ table }},
          delete on {{ table }}
{%- endfor %}
