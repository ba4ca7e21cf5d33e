"""What changed between two editions, told on the console and in files."""
