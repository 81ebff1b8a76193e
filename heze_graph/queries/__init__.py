"""Saved queries: files in grlc's form, their parameters, and the binding of values to them.

`library` loads a folder, `header` reads the `#+` lines, `parameters` finds parameters and binds their values, `syntax`
checks what is asked, `lint` finds what would break under grlc. `in_order` asks for a large answer in parts.
"""
