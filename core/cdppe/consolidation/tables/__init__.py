"""The tables of a synthesis, and those its charts are drawn from."""
