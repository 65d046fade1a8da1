"""Tools that the user asks one question at a time: fit, peak, content, header, files."""
