"""Pictures of who shares what: from the rows of saved queries to pages, pictures, files and measures.

`rows` reads answers, `views.draw` makes a `picture.Picture` of them, `layout.positions` says where everything stands.
From the same Picture: `page.html`, `svg.svg`, `png.png`, `files.write_network`, `tables`, `measures`; `around` cuts out
what stands around one thing.
"""
