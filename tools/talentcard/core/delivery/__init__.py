"""Notices by mail: what is owed today, seen against what was sent already → one message for each recipient and day."""
