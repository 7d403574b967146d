"""The concepts of the field: pure rules, states and permitted transitions (standard library only)."""
