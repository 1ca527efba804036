"""Long tests of load and fault, run by `make soak`; their short forms stand in tests/integration."""
