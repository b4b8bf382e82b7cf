-- name:        grant switch
-- purpose:     let the account of cron be switched to the group, which the mapping needs
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager_privs.revoke_switch_consumer_group('{{ runtime_account | upper }}', 'LAPSE_GROUP'); end;
begin
  dbms_resource_manager_privs.grant_switch_consumer_group(
    grantee_name => '{{ runtime_account | upper }}',
    consumer_group => 'LAPSE_GROUP',
    grant_option => false
  );
end;
