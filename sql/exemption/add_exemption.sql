-- name:        add exemption
-- purpose:     add an exemption with its reason, its approver and an end in the future
-- transaction: caller
-- binds:       program_id, user_id, reason, approved_by, added_by, starts_at, ends_at
-- index:       {{ prefix }}exemption_pk (exemption_id); a min/max scan
-- undo:        lapse exempt end ID
insert into {{ lapse_exemption }}
       (exemption_id, program_id, user_id, reason, approved_by, added_by, starts_at, ends_at)
select n.exemption_id,
       :program_id,
       :user_id,
       :reason,
       :approved_by,
       :added_by,
       n.starts_at,
       :ends_at
  from (
         select nvl(max(e.exemption_id), 0) + 1 as exemption_id,
                nvl(cast(:starts_at as date), sysdate) as starts_at
           from {{ lapse_exemption }} e
       ) n
 where :ends_at > n.starts_at
   and :ends_at > sysdate
