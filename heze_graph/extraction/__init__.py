"""Pure functions from text to facts, each with the span it was read from."""
