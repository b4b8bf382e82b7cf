-- name:        password
-- purpose:     the account is open, and its password does not expire within two weeks
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       'the account ' || u.username || ' is ' || u.account_status || case when u.expiry_date is null then '' else ', its password expires on ' || to_char(u.expiry_date, 'yyyy-mm-dd') end as finding,
       'change the password here and in password_file or LAPSE_PASSWORD, or give the account a profile with password_life_time unlimited' as todo
  from user_users u
 where u.account_status <> 'OPEN'
    or u.expiry_date < sysdate + 14
