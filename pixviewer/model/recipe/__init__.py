"""What was done and what is shown, as Python and as command lines that do the same without a window."""
