"""What goes in and out: shapes of the JSON interface, records of Open311."""
