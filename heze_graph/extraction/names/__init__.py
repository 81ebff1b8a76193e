"""Places, projects and themes that a text names, each with its span."""
