-- name:        check limits
-- purpose:     whether so many revocations would be over a limit
-- transaction: caller
-- binds:       revoked, permissions
-- index:       none
-- undo:        none needed, read only
select c.reason
  from (
         select {{ limit_reason(":revoked", ":permissions") | indent(16) }} as reason
           from dual
       ) c
 where c.reason is not null
