"""The house rules as tests: they read the tree, not the running product."""
