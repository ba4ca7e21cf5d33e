"""The formats that other tools read."""
