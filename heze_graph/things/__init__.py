"""What the graph says of one thing, and finding a thing by its name."""

from heze_graph.things.describe import describe
from heze_graph.things.search import Hit, Index
from heze_graph.things.thing import Fact, Name, Source, Thing, Use

__all__ = ["Fact", "Hit", "Index", "Name", "Source", "Thing", "Use", "describe"]
