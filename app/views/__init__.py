"""The views of the page; they draw what the service tells, and decide nothing."""
