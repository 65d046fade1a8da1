"""One dock per file, each given only what it shows."""
