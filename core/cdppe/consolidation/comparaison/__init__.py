"""What changed between two editions of a synthesis or of a report."""
