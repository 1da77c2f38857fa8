"""Texts → typed values: indicator values, quantities with units, calculations."""
