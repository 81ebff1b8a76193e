"""The pages for people: start, search, the things of the graph, saved queries, views, the editor, the ontology."""
