"""Drawing surfaces: the sky, a spectrum, and what lies on them."""
