-- name:        end exemption
-- purpose:     end an exemption now and keep its row for the audit
-- transaction: caller
-- binds:       exemption_id, ended_by
-- index:       lapse_exemption_pk (exemption_id)
-- undo:        lapse exempt add
update lapse_owner.lapse_exemption e
   set e.ends_at = case when e.starts_at > sysdate then e.starts_at else sysdate end,
       e.ended_by = :ended_by
 where e.exemption_id = :exemption_id
   and e.ends_at > sysdate
