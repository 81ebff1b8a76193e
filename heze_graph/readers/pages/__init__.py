"""Pages with letters and ruled lines in places (PDF, OFD, recognised pictures) become paragraphs and tables.

page → ruled (cells between ruled lines) ─┬─ columns, rows (by position, where no line parts them) → grids
                                          └─ prose (lines of text joined to paragraphs)            → paragraphs
"""
