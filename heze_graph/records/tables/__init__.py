"""Tables that stand as such: their headers found, what each column is for decided, misplaced cells put right.

headers (one header) → layout (header lines, blocks below) → senses, columns (a role a column) → table → fitting (cells)
    cells: merged, ticked, broken ones | figures, milestones: columns of numbers, of parts of the year
"""
