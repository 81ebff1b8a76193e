"""Networks of who shares what: from the rows of saved queries to pages, pictures, files and measures.

`views` asks a view's query, `builder.draw` turns the rows into a `picture.Picture`, and `layout.positions` places its
nodes. All output is made of the Picture: `page.html`, `images.svg` and `png`, `files.write_network`, `measures`.
"""
