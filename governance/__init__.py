"""The rules and values of the council's policies. Standard library and `holidays` only."""
