"""The same Target in several Documents: similarity of the texts, one to one over whole documents, Judgements first."""
