"""What the pages of the desk need, without a line that draws."""
