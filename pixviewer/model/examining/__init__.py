"""A closer look at the rows around a place: radial profile, histogram, statistics."""
