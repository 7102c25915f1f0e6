"""Holds JSON to the published schema of the Bot API (schema/bot_api.json)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("schema") / "bot_api.json"
SCALARS: dict[str, tuple[type, ...]] = {"Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,)}


@cache
def schema() -> dict[str, Any]:
    """The schema: `types` with their fields, and what each method `returns`."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def complaints_about_result(method: str, result: Any) -> list[str]:
    """What is wrong with the result of a method; [] when it conforms."""
    names = {name.lower(): name for name in schema()["returns"]}
    return _any_of(schema()["returns"][names[method.lower()]], result, f"{method}()")


def complaints(type_name: str, value: Any, path: str = "") -> list[str]:
    """What is wrong with a value of a type: missing, unknown or wrongly typed fields; [] when it conforms."""
    path = path or type_name
    if type_name.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{path}: not an array"]
        inner = type_name.removeprefix("Array of ")
        return [c for i, item in enumerate(value) for c in complaints(inner, item, f"{path}[{i}]")]
    if type_name in SCALARS:
        fits = isinstance(value, SCALARS[type_name]) and (type_name == "Boolean" or not isinstance(value, bool))
        return [] if fits else [f"{path}: {value!r} is not {type_name}"]
    known = schema()["types"][type_name]
    if "any_of" in known:
        return _any_of(known["any_of"], value, path)
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is not {type_name}"]
    found = [f"{path}.{name}: no such field in {type_name}" for name in value if name not in known["fields"]]
    for name, field in known["fields"].items():
        if name in value:
            found += _any_of(field["types"], value[name], f"{path}.{name}")
            if "always" in field and value[name] != field["always"]:
                found.append(f"{path}.{name}: {value[name]!r} is not {field['always']!r}")
        elif field["required"]:
            found.append(f"{path}.{name}: missing")
    return found


def _any_of(types: list[str], value: Any, path: str) -> list[str]:
    return min((complaints(name, value, path) for name in types), key=len)
