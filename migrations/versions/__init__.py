"""One file per revision, oldest first by its date."""
