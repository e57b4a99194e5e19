"""Pages on people: the register, one record, a dwelling, the desks, and everybody's own data."""
