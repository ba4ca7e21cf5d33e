"""The départements' plugins: their data, their hooks, and the campaign that calls them."""
