"""What does not add up: inside one text, between two targets of a document, between two documents of a year."""

from heze_graph.scrutiny.checks import CHECKS, scrutinise

__all__ = ["CHECKS", "scrutinise"]
