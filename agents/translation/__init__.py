"""An article written and checked in the language of its sources, told in the language that was asked for."""
