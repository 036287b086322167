"""Records: typed SQLAlchemy tables, constraints, the workflow table, and every query."""
