"""Use cases: load, ask the rules, save. One file an activity."""
