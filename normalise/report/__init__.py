"""What was changed, for readers and for programs."""
