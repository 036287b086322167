"""Thin routes: read the request, call one use case, show its answer. No queries, no decisions, no words."""
