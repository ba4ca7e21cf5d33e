"""What the note says, written from the tables."""
