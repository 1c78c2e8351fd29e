"""Ways to answer a query: each module is one."""
