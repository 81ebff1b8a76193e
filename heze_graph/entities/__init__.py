"""What the graph says of its things, how many there are of which, and finding a thing by its name."""
