-- On Oracle a session finds lapse's staging table empty; here it would still hold the items of the first evening.
truncate lapse_sync_item;
