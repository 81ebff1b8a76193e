"""Where the graph is kept and asked: embedded (Oxigraph) or remote (SPARQL over HTTP), behind one Engine."""
