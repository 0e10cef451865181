"""How the work went: legs, their times, their punctuality; exact for staff, coarse and frozen for the public."""
