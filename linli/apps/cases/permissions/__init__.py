"""Who may do what with cases, a module for each subject."""
