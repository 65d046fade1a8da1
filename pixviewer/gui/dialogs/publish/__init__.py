"""Dialogs that export pictures for print, and numbers."""
