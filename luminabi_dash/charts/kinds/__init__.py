"""Chart kinds: each module is one."""
