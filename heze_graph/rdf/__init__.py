"""The model becomes quads: one named graph a document, and one each for what is known, linked and inferred."""
