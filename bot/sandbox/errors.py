"""How the Bot API says no."""

from typing import Any


class ApiError(Exception):
    """A refusal as the Bot API words it: an HTTP status, a description and, for 429, the seconds to wait."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The JSON body that goes out with the status."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(reason: str) -> ApiError:
    """400, with the reason in the Bot API's words."""
    return ApiError(400, f"Bad Request: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    """429: the same call may succeed after `seconds`."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", seconds)
