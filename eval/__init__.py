"""Measures of articles and of checkers: HFR with its companions, and the statistics under them."""
