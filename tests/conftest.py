"""For all tests: no deadline a single example, since these may share their cores with a model; fifty examples a law."""

from hypothesis import settings

settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")
