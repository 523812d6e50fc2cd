"""From sources to evidence: load, cut into passages, embed, index, search, forage."""
