"""What people type about bodies, posts and registers: shape only, services check the rules."""
