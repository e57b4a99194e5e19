"""Cases: reported, sorted, dispatched, handled, checked, confirmed; with a clock on every step."""
