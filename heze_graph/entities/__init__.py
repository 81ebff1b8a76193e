"""What the graph says about its things, counts over all of them, and search by name."""
