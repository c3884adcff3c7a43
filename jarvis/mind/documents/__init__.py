"""Reading the user's files: many kinds in, passages of sentences out. Nothing here trusts a file."""
