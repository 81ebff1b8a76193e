"""Tables that lost their columns, or were printed otherwise, become lines with cells again; each gives a LostTable.

cells_as_lines, rows_as_lines, headerless, matrices: copied as plain text, by headers and columns (what fits where)
    transposed: headers in the first column | forms: labels beside their values
"""
