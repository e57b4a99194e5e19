"""Other programs: keys, the JSON interface, the Open311 façade, their documentation."""
