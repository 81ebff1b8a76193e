"""Goals, readings and what follows from them: a grammar of quantities over reference data."""
