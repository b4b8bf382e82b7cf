drop table bench_permission;
checkpoint;
