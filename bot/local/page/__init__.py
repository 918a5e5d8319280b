"""The try-out page's own files, served as they are."""
