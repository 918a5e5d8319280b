"""The real server process, the people who use it, and the Teams that stands between them."""
