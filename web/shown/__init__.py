"""Answers of the use cases arranged for a page: what stands in which line. No words, no markup, no decisions."""
