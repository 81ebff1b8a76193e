"""The pages for people: start, search, things of the graph, saved queries, views, the editor, the ontology."""
