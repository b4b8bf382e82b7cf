-- name:        map module
-- purpose:     put sessions whose module is lapse into the group; every session of lapse sets it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.set_consumer_group_mapping(dbms_resource_manager.module_name, 'lapse', null); end;
begin
  dbms_resource_manager.set_consumer_group_mapping(
    attribute => dbms_resource_manager.module_name,
    value => 'lapse',
    consumer_group => 'LAPSE_GROUP'
  );
end;
