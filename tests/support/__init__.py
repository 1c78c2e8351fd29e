"""What tests share: servers and browsers that they start."""
