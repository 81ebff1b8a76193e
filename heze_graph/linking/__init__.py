"""The same Target in several Documents: text similarity, matched one to one over whole documents; Judgements first."""
