"""The reading of typed answers: pure functions from what was typed to what was meant. The unclear is never guessed."""
