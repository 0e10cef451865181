"""Reminders on the Git host: what is owed, seen against the issues that are there → what to write into them."""
