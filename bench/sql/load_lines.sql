-- Accesses of the day after as-of: as many lines as the log has rows, none of which the log has.
copy (
  select 'program-' || to_char(no % 200, 'fm00000') as program_id,
         'u' || to_char(no, 'fm0000000') as user_id,
         timestamp :'as_of' + (1 + no % 80000) * interval '1 second' as accessed_at
    from generate_series(1, (select count(*) from access_log)) no
) to stdout (format csv, header)
