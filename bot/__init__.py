"""The machine: channels, turns, clock, delivery, settings, command line."""
