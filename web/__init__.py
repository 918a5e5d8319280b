"""The anonymous face: pages that need no account, no cookie and no JavaScript. It does not know that Teams exists."""
