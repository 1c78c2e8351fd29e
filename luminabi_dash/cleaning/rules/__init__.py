"""What is done to one text: standard library only, because exported scripts carry these files."""
