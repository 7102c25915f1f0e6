"""The sandbox: a local server that speaks the Telegram Bot API, and a page that behaves like a few phones."""
