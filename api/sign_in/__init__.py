"""Signing in: Flask-Security over our accounts. Who may do what afterwards is the services' business, not this package's."""

from api.sign_in.identifying import identify
from api.sign_in.installing import init_sign_in

__all__ = ["identify", "init_sign_in"]
