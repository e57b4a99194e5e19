"""PostgreSQL as Django speaks to it, with quick instants and with plans that are kept."""
