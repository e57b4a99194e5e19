"""Bodies, seats, dated appointments, substitution and vacancy."""
