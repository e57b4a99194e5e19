"""The domain, lowest first: audit, accounts, places, people, organisations, notices, grids."""
