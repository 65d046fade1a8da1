"""Projects: everything that was decided and how it is shown, in a file that holds no data."""
