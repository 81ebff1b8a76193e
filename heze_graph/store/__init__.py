"""Where the graph is stored and queried: embedded (Oxigraph) or remote (SPARQL over HTTP), behind one Engine."""
