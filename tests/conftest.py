"""Property tests take the time they need on a busy machine, and try the same examples at every run."""

from hypothesis import settings

settings.register_profile("cdppe", deadline=None, derandomize=True)
settings.load_profile("cdppe")
