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
         select case when v.revoked_at < :before
                and (v.restored_at is null or v.restored_at < :before) then 1 end as is_old
           from lapse_owner.lapse_revocation v
       ) n
 union all
select 'rejected items',
       count(n.is_old),
       count(*)
  from (
         select case when x.rejected_at < :before
                and (x.job <> 'sync' or exists (
                      select /*+ no_unnest index(a lapse_last_access_pk) */ 1
                        from lapse_owner.lapse_last_access a
                       where a.program_id = x.program_id
                         and a.user_id = x.user_id
                         and a.last_access_at >= x.accessed_at
                    ) or exists (
                      select /*+ no_unnest */ 1
                        from lapse_owner.lapse_dismissal d
                       where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null
                    ))
                and not exists (
                      select /*+ no_unnest */ 1
                        from lapse_owner.lapse_dismissal d
                       where d.run_id = x.run_id
                         and d.item_no = x.item_no
                         and d.ended_at is null
                    ) then 1 end as is_old
           from lapse_owner.lapse_rejected_item x
       ) n
 union all
select 'candidates',
       count(n.is_old),
       count(*)
  from (
         select case when c.run_id in (
                      select /*+ hash_sj */ o.run_id
                        from lapse_owner.lapse_run o
                       where o.finished_at < sysdate - 30
                    )
                and not exists (
                      select /*+ no_unnest index(n lapse_notice_pk) */ 1
                        from lapse_owner.lapse_notice n
                       where n.program_id = c.program_id
                         and n.user_id = c.user_id
                         and n.run_id = c.run_id
                    ) then 1 end as is_old
           from lapse_owner.lapse_candidate c
       ) n
 union all
select 'exemptions',
       count(n.is_old),
       count(*)
  from (
         select case when e.ends_at < :before then 1 end as is_old
           from lapse_owner.lapse_exemption e
       ) n
 union all
select 'dismissals',
       count(n.is_old),
       count(*)
  from (
         select case when d.dismissed_at < :before
                and not exists (
                      select /*+ no_unnest */ 1
                        from lapse_owner.lapse_rejected_item x
                       where x.program_id = d.program_id
                         and x.user_id = d.user_id
                         and not (x.rejected_at < :before
                            and (x.job <> 'sync' or exists (
                                  select /*+ no_unnest index(a lapse_last_access_pk) */ 1
                                    from lapse_owner.lapse_last_access a
                                   where a.program_id = x.program_id
                                     and a.user_id = x.user_id
                                     and a.last_access_at >= x.accessed_at
                                ) or exists (
                                  select /*+ no_unnest */ 1
                                    from lapse_owner.lapse_dismissal d
                                   where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null
                                ))
                            and not exists (
                                  select /*+ no_unnest */ 1
                                    from lapse_owner.lapse_dismissal d
                                   where d.run_id = x.run_id
                                     and d.item_no = x.item_no
                                     and d.ended_at is null
                                ))
                    )
                and d.dismissal_id not in (
                      select /*+ hash_aj leading(k n) use_hash(n) */ k.dismissal_id
                        from (
                               select /*+ no_merge */ z.dismissal_id, z.dismissed_at, z.ended_at, nvl(upper(trim(z.program_id)), ' ') as program_key, nvl(upper(trim(z.user_id)), ' ') as user_key
                                 from lapse_owner.lapse_dismissal z
                             ) k
                        join (
                               select /*+ no_merge */ nvl(upper(trim(v.program_id)), ' ') as program_key, nvl(upper(trim(v.user_id)), ' ') as user_key
                                 from lapse_owner.lapse_revocation v
                                where not (v.revoked_at < :before
                                   and (v.restored_at is null or v.restored_at < :before))
                             ) n
                          on n.program_key = k.program_key
                         and n.user_key = k.user_key
                    ) then 1 end as is_old
           from lapse_owner.lapse_dismissal d
       ) n
 union all
select 'runs',
       count(n.is_old),
       count(*)
  from (
         select case when r.finished_at < :before
                and not exists (
                      select /*+ hash_aj */ 1
                        from lapse_owner.lapse_revocation v
                       where v.run_id = r.run_id
                         and not (v.revoked_at < :before
                            and (v.restored_at is null or v.restored_at < :before))
                    )
                and not exists (
                      select /*+ hash_aj */ 1
                        from lapse_owner.lapse_revocation v
                       where v.restore_run_id = r.run_id
                         and not (v.revoked_at < :before
                            and (v.restored_at is null or v.restored_at < :before))
                    )
                and not exists (
                      select /*+ hash_aj */ 1
                        from lapse_owner.lapse_rejected_item x
                       where x.run_id = r.run_id
                         and not (x.rejected_at < :before
                            and (x.job <> 'sync' or exists (
                                  select /*+ no_unnest index(a lapse_last_access_pk) */ 1
                                    from lapse_owner.lapse_last_access a
                                   where a.program_id = x.program_id
                                     and a.user_id = x.user_id
                                     and a.last_access_at >= x.accessed_at
                                ) or exists (
                                  select /*+ no_unnest */ 1
                                    from lapse_owner.lapse_dismissal d
                                   where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null
                                ))
                            and not exists (
                                  select /*+ no_unnest */ 1
                                    from lapse_owner.lapse_dismissal d
                                   where d.run_id = x.run_id
                                     and d.item_no = x.item_no
                                     and d.ended_at is null
                                ))
                    )
                and not exists (
                      select /*+ hash_aj */ 1
                        from lapse_owner.lapse_watermark w
                       where w.run_id = r.run_id
                         and not (w.run_id in (
                                  select /*+ hash_sj */ o.run_id
                                    from lapse_owner.lapse_run o
                                   where o.finished_at < :before
                                )
                            and exists (
                                  select /*+ no_unnest */ 1
                                    from lapse_owner.lapse_watermark m
                                   where m.access_log = w.access_log
                                     and m.synced_to < :before
                                     and (w.synced_to is null or m.synced_to > w.synced_to)
                                )
                            and exists (
                                  select /*+ no_unnest */ 1
                                    from lapse_owner.lapse_watermark m
                                   where m.access_log = w.access_log
                                     and m.synced_to is not null
                                     and m.read_to is not null
                                     and (w.read_to is null or m.read_to > w.read_to)
                                ))
                    )
                and not exists (
                      select /*+ hash_aj */ 1
                        from lapse_owner.lapse_candidate c
                       where c.run_id = r.run_id
                         and not (c.run_id in (
                                  select /*+ hash_sj */ o.run_id
                                    from lapse_owner.lapse_run o
                                   where o.finished_at < sysdate - 30
                                )
                            and not exists (
                                  select /*+ no_unnest index(n lapse_notice_pk) */ 1
                                    from lapse_owner.lapse_notice n
                                   where n.program_id = c.program_id
                                     and n.user_id = c.user_id
                                     and n.run_id = c.run_id
                                ))
                    ) then 1 end as is_old
           from lapse_owner.lapse_run r
       ) n
