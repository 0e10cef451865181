"""What each body and each specialist owes as calendars that update themselves: planned here, written by `render`."""
