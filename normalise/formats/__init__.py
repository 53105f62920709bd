"""Where text sits in a file, and putting it back."""
