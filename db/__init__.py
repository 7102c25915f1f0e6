"""What is kept: one module per subject, its tables and the queries on them."""
