"""Reading: bytes in, text table and evidence out. Runs in a cage."""
