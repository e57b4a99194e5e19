"""Pages of notices: one's inbox and channels, deliveries and subscriptions for administrators."""
