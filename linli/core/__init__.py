"""What computes and decides without a framework and without a domain: standard library only."""
