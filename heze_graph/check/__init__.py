"""Whether a graph is what it says it is: `shacl.violations` holds it against the shapes of `ontology/shapes.ttl`."""
