-- name:        add exemption
-- purpose:     add an exemption with its reason, its approver and an end in the future
-- transaction: caller
-- binds:       program_id, user_id, reason, approved_by, added_by, starts_at, ends_at
-- index:       none
-- undo:        lapse exempt end ID
insert into {{ lapse_exemption }}
       (program_id, user_id, reason, approved_by, added_by, starts_at, ends_at)
select :program_id,
       :user_id,
       :reason,
       :approved_by,
       :added_by,
       n.starts_at,
       :ends_at
  from (
         select nvl(cast(:starts_at as date), sysdate) as starts_at
           from dual
       ) n
 where :ends_at > n.starts_at
   and :ends_at > sysdate
