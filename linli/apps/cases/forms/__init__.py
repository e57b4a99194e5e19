"""What people type about cases; shape only, the rules belong to the services."""
