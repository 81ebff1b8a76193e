"""Published government target tables as a knowledge graph in which every fact points back to its printed cell."""

__version__ = "0.1.0"
