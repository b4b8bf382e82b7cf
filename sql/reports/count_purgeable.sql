-- name:        count purgeable
-- purpose:     count the rows of each table, and those that a purge would delete
-- transaction: caller
-- binds:       before
-- index:       none; each table is read once
-- undo:        none needed, read only
select 'revocations' as record_kind,
       count(n.is_old) as to_purge,
       count(*) as in_all
  from (
         select case when {{ old_revocation() | indent(13) }} then 1 end as is_old
           from {{ lapse_revocation }} v
       ) n
 union all
select 'rejected items',
       count(n.is_old),
       count(*)
  from (
         select case when {{ old_rejected_item() | indent(13) }} then 1 end as is_old
           from {{ lapse_rejected_item }} x
       ) n
 union all
select 'candidates',
       count(n.is_old),
       count(*)
  from (
         select case when {{ old_candidate() | indent(13) }} then 1 end as is_old
           from {{ lapse_candidate }} c
       ) n
 union all
select 'exemptions',
       count(n.is_old),
       count(*)
  from (
         select case when e.ends_at < :before then 1 end as is_old
           from {{ lapse_exemption }} e
       ) n
 union all
select 'dismissals',
       count(n.is_old),
       count(*)
  from (
         select case when {{ old_dismissal(before_purge=true) | indent(13) }} then 1 end as is_old
           from {{ lapse_dismissal }} d
       ) n
 union all
select 'runs',
       count(n.is_old),
       count(*)
  from (
         select case when {{ old_run(before_purge=true) | indent(13) }} then 1 end as is_old
           from {{ lapse_run }} r
       ) n
