"""Zalo, on the Zalo Bot Platform (docs/zalo.md): a client, a channel, and how its events come in."""
