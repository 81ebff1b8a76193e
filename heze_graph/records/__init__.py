"""Printed lines become Rows, Entries and Findings: headers, continuation rows, cells in the wrong place.

layout (headers, blocks) → columns (roles) → table → rows (cells by role) → entries (assignments, figures)
    who answers: labels (tokens) → responsibility (units, naming, leaders) → answering (a row, or the heading above it)
    without a table: lost_tables, lost_cells (put together again) | lists
"""
