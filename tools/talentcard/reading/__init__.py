"""From bytes to records: walk, read strictly, validate, build, and find the line of whatever is wrong."""
