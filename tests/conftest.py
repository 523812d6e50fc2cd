"""For all tests: no deadline a single example, since these may share their cores with a model."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
