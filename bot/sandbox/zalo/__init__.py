"""The sandbox's Zalo: a Zalo Bot API server with its own phones. docs/zalo.md says what is known of the real one."""
