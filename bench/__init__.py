"""What lapse claims about its speed, measured against peers: `make bench`, `make bench-full`."""
