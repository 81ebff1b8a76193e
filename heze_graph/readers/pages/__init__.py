"""Pages of positioned letters and ruled lines (PDF, OFD, recognised pictures) become paragraphs and tables."""
