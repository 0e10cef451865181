"""Sealing and opening: the keys, the files that hold them, and the records' sealed fields."""
