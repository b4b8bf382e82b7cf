-- name:        grant notice
-- purpose:     the list for the company's mailer
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_notice from lapse_operator
grant select
   on lapse_owner.lapse_notice
   to lapse_operator
