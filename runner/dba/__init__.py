"""What a DBA asks before anything runs; never imported by a nightly run."""
