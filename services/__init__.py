"""Use cases: one public function is one use case, one transaction, one permission check and its audit events."""
