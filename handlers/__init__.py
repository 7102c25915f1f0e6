"""The conversations: one module per thing that people do. They return screens and never send."""
