"""What the graph says of one thing, and finding a thing by its name."""
