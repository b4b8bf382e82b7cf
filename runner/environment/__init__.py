"""One database with its names, limits and hints: an environment file, read and checked."""
