"""A change to the registry: compared, its authors found out, its conflicts settled, its owners listed."""
