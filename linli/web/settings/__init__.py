"""Settings: `base`, then one of `dev`, `test`, `production`."""
