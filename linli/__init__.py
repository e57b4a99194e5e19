"""Linli (邻里): a platform on which a sub-district and its residents run their common affairs."""
