-- name:        count purgeable
-- purpose:     what a purge would take of each table, and of how many rows
-- transaction: caller
-- binds:       before
-- index:       none; each table is read once
-- undo:        none needed, read only
select 'revocations' as record_kind,
       nvl(sum(case when {{ old_revocation() | indent(6) }} then 1 else 0 end), 0) as to_purge,
       count(*) as in_all
  from {{ lapse_revocation }} v
 union all
select 'rejected items',
       nvl(sum(case when {{ old_rejected_item() | indent(6) }} then 1 else 0 end), 0),
       count(*)
  from {{ lapse_rejected_item }} x
 union all
select 'candidates',
       nvl(sum(case when {{ old_candidate() | indent(6) }} then 1 else 0 end), 0),
       count(*)
  from {{ lapse_candidate }} c
 union all
select 'exemptions',
       nvl(sum(case when e.ends_at < :before then 1 else 0 end), 0),
       count(*)
  from {{ lapse_exemption }} e
 union all
select 'runs',
       nvl(sum(case when {{ old_run(before_purge=true) | indent(6) }} then 1 else 0 end), 0),
       count(*)
  from {{ lapse_run }} r
