-- name:        password
-- purpose:     the account is open, with one password, which does not expire within two weeks
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select case when u.account_status in ('OPEN', 'OPEN & IN ROLLOVER', 'EXPIRED(GRACE)') then 'look' else 'bad' end as verdict,
       'the account ' || u.username || ' is ' || u.account_status || case when u.expiry_date is null then '' else ', its password expires on ' || to_char(u.expiry_date, 'yyyy-mm-dd') end as finding,
       case u.account_status
         when 'OPEN & IN ROLLOVER' then 'see that password_file or LAPSE_PASSWORD has the new password: the old one ends with the rollover'
         else 'change the password here and in password_file or LAPSE_PASSWORD, or give the account a profile with password_life_time unlimited'
       end as todo
  from user_users u
 where u.account_status <> 'OPEN'
    or u.expiry_date < sysdate + 14
