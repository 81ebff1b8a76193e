"""A file becomes printed lines: one reader a format, nothing understood, nothing lost."""
