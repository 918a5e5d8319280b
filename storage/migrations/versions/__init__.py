"""One file a step; each says what it does in fixed words, never by the tables of today."""
