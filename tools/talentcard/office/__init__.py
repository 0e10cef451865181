"""The office's own work: lists and papers put out, drafts made, answers and lists taken in, figures released."""
