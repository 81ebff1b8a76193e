"""Printed lines become Rows, Entries and Findings: headers, continuation rows, cells in the wrong place."""
