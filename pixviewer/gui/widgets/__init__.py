"""Controls that know nothing of pixel tables."""
