"""Output as files and text: answers as tables, the graph in RDF formats, networks, documents."""
