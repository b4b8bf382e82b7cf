drop index bench_to_build;
