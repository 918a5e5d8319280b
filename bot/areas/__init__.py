"""The council's services put together, a file an area: what the composition root hands in, its services out."""
