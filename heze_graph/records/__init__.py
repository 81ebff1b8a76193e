"""Printed lines become Rows, Entries and Findings; `assemble.py` has the order.

reconstruction  tables that a copy took apart, or that do not stand as one, are put together again
tables          which lines are headers (layout), what columns are for (headers, senses, columns), which cells fit
rows            from the lines of a table to its rows of data; answering: who answers for a row; entries: what rows say
lists           no table: numbered paragraphs
document        the title, the year and the period of all that is printed

Asked by all of these: responsibility (texts that say who answers), numbering, signatures, mends.
"""
