"""Pictures of who shares what: from nodes and edges to one HTML page that needs nothing else.

`picture.Picture` says what is drawn, `layout.positions` where, `page.html` writes the page.
"""
