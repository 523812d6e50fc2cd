"""Many assignments in one go: read and checked whole, run side by side, taken up again after a kill."""
