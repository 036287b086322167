"""Shapes of what comes in and goes out, one file per noun. Unknown fields are refused; here live no business rules."""
