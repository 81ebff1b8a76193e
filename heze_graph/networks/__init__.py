"""Pictures of who shares what: from the rows of saved queries to pages, pictures, files and measures.

`views` asks a view's query, `builder.draw` makes a `picture.Picture` of the rows, `layout.positions` says where
everything stands. From the same Picture: `page.html`, `images.svg` and `png`, `files.write_network`, `measures`.
"""
