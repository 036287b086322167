"""Pure decisions: reading text, eligibility, features, scoring, ranking, explaining.

Knows NumPy, SciPy, scikit-learn and rapidfuzz. Never Flask, SQLAlchemy, the clock or the environment.
"""
