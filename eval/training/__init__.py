"""How the embedded verifier model is made: pairs by rule, training, export. Only developers need this package."""
