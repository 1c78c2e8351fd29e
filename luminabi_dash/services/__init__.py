"""What users can do: the only place where a transaction begins."""
