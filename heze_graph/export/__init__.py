"""What comes out as files and texts: answers as tables, the graph in the formats of RDF and of networks."""
