"""What may be wrong with a set-up of Zalo, in plain words for whoever runs the program."""

import re
from typing import Any

from bot.settings import Settings
from bot.zalo.client import UNAUTHORIZED, Client, Refused, Unreachable
from bot.zalo.messenger import what_is_wrong

_TOKEN = re.compile(r"\d+:[^\s/?#]+")
SHORTEST_SECRET, LONGEST_SECRET = 8, 256
_ADVICE = {
    "webhook.http.403": "something before the program refuses Zalo's calls; at Cloudflare, turn the Browser Integrity "
    "Check off for this address",
    "webhook.http.404": "nothing is there: does the proxy pass this path on to HTTP_PORT, and is the program running?",
    "webhook.err.tls": "its certificate is not accepted",
    "webhook.err.dns": "its name cannot be found",
    "webhook.err.connect": "nobody listens there: is the program running, and its port open?",
    "webhook.err.timeout": "it does not answer in time",
}


async def trouble_with_zalo(settings: Settings) -> str | None:
    """What is wrong with the token, the platform's address or the webhook; None for nothing, and without a token."""
    if settings.zalo_bot_token is None:
        return None
    token = settings.zalo_bot_token.get_secret_value()
    if not _TOKEN.fullmatch(token):
        return "ZALO_BOT_TOKEN does not look like a token (digits, a colon, a word)"
    if settings.zalo_webhook_url and not SHORTEST_SECRET <= len(settings.zalo_secret) <= LONGEST_SECRET:
        return f"ZALO_WEBHOOK_SECRET must have {SHORTEST_SECRET} to {LONGEST_SECRET} characters"
    client = Client(token, settings.zalo_api_url)
    try:
        await client.call("getMe")
        return await _webhook(client, settings.zalo_webhook_url)
    except Refused as refusal:
        if refusal.code == UNAUTHORIZED:
            return "Zalo does not accept ZALO_BOT_TOKEN"
        return f"the Zalo Bot API refuses us (error {refusal.code})"
    except Unreachable as trouble:
        return f"the Zalo Bot API cannot be reached ({trouble})"
    finally:
        await client.close()


async def _webhook(client: Client, wanted: str | None) -> str | None:
    """What is wrong between the webhook that the platform knows and the one that is configured."""
    known = await _unless_refused(client, "getWebhookInfo")
    url = known.get("url") if isinstance(known, dict) else None
    if not wanted:
        return (
            url and "a webhook is set for this token, but ZALO_WEBHOOK_URL is empty: `run` will take it away and poll"
        )
    if not url:
        return None  # `run` sets it
    if url != wanted:
        return "Zalo delivers to another address than ZALO_WEBHOOK_URL; `run` will set this one"
    outcome = what_is_wrong(await _unless_refused(client, "testWebhook"))
    if outcome is None:
        return None
    advice = next((advice for name, advice in _ADVICE.items() if outcome.startswith(name)), "")
    return f"Zalo cannot use the webhook: {outcome}" + (f"; {advice}" if advice else "")


async def _unless_refused(client: Client, method: str) -> Any:
    """The result of a question that the platform answers with an error where there is nothing to tell, or where it has
    been asked too often on this day."""
    try:
        return await client.call(method)
    except Refused as refusal:
        if refusal.code == UNAUTHORIZED:
            raise
        return None
