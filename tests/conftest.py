"""What every test shares."""

import os

from hypothesis import settings

# No deadline for one example: the first may compile a kernel, and pytest-timeout bounds the whole test.
# In CI the same examples every time: what lands must not depend on luck; at a desk they keep looking.
settings.register_profile("rheobase", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("rheobase")
