-- name:        check limits
-- purpose:     whether so many revocations would be over a limit
-- transaction: caller
-- binds:       revoked, permissions
-- index:       none
-- undo:        none needed, read only
select c.reason
  from (
         select case
                  when :revoked > 1000
                       or :revoked * 100 > 5 * (:permissions)
                  then :revoked || ' of ' || (:permissions) || ' permissions ('
                       || round(:revoked * 100 / nullif(:permissions, 0)) || ' %) would lapse, over the limit of '
                       || 'max_revocations = 1000 or max_revocation_percent = 5'
                end as reason
           from dual
       ) c
 where c.reason is not null
