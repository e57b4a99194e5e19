"""Tables in files: CSV as it comes from Chinese offices, and Excel; read and written as streams."""
