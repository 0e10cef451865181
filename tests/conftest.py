"""For all tests: how many run at a time."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a browser, a build or a server."""
    return (os.cpu_count() or 1) + 1
