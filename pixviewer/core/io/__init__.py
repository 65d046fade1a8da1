"""Every form of file that is read or written."""
