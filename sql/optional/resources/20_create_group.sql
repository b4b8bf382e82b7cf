-- name:        create consumer group
-- purpose:     name the group of the sessions of lapse
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.delete_consumer_group(consumer_group => 'LAPSE_GROUP'); end;
begin
  dbms_resource_manager.create_consumer_group(
    consumer_group => 'LAPSE_GROUP',
    comment => 'the sessions of lapse'
  );
end;
