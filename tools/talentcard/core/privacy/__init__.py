"""Personal data: which values are direct identifiers, what a good one looks like, how a sealed one is bound."""
