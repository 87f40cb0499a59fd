"""Reading of the files that partners hand over: bytes to rows, rows to people, people to those already known."""
