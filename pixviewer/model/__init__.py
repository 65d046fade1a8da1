"""What is open, shown and decided: observable, undoable, without a window."""
