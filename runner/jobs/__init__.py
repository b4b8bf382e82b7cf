"""What a command does beyond running a job."""
