"""Articles on their way out: signatures, the gate, and the kinds of file."""
