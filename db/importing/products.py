"""Products and brands from files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue.products import CHANNELS, GIVERS, KINDS, UNITS, Brand, Product
from db.catalogue.versions import all_versions, holding
from db.importing.cells import choice, choices, number, words
from db.importing.versions import Layout, import_versions
from db.sheet import Line


def _product(line: Line, _first: date) -> dict[str, Any]:
    content: dict[str, Any] = {
        "code": line.code("code", "[a-z][a-z0-9_]*", most=30),
        "position": line.whole_number("position", least=0, most=9999),
        "kind": line.choice("kind", KINDS),
        "giver": line.choice("giver", GIVERS),
        "name_vi": line.text("name_vi", most=40),
        "name_en": line.text("name_en", most=40),
        "aliases": words(line, "aliases", most=500),
        "units": choices(line, "units", UNITS),
        "per_box": number(line, "per_box", most=9999),
        "per_strip": number(line, "per_strip", most=999),
        "resupply_days": number(line, "resupply_days", most=9999),
        "usual_most": number(line, "usual_most", most=99999),
        "possible_most": number(line, "possible_most", most=99999),
        "advice_vi": line.text("advice_vi", most=500),
        "advice_en": line.text("advice_en", most=500),
        "source": line.text("source", most=300),
    }
    _check_kind(line, content)
    _check_packs(line, content)
    usual, possible = content["usual_most"], content["possible_most"]
    if usual and possible and possible < usual:
        line.fault("possible_most", f"is less than usual_most, {usual}")
    return content


def _check_kind(line: Line, content: dict[str, Any]) -> None:
    if content["kind"] == "service" and content["giver"] == "collaborator":
        line.fault("giver", "a service is given by a clinic")
    if content["kind"] == "service" and content["units"]:
        line.fault("units", "a service is not counted in units")
    if content["kind"] == "goods" and not content["units"]:
        line.fault("units", "is empty")


def _check_packs(line: Line, content: dict[str, Any]) -> None:
    if content["per_box"] and "box" not in content["units"][1:]:
        line.fault("per_box", "needs the unit box, and another one before it")
    if content["per_strip"] and not {"strip", "pill"} <= set(content["units"]):
        line.fault("per_strip", "needs the units strip and pill")


def _brand(line: Line, _first: date) -> dict[str, Any]:
    content: dict[str, Any] = {
        "code": line.code("code", "[a-z0-9]+([ -][a-z0-9]+)*", most=40),
        "position": line.whole_number("position", least=0, most=9999),
        "product": line.code("product", "[a-z][a-z0-9_]*", most=30),
        "name": line.text("name", most=40),
        "aliases": words(line, "aliases", most=500),
        "per_box": number(line, "per_box", most=9999),
        "channel": choice(line, "channel", CHANNELS),
        "price": number(line, "price", least=0, most=100_000_000),
        "price_unit": choice(line, "price_unit", UNITS),
    }
    if (content["price"] is None) != (content["price_unit"] is None):
        line.fault("price", "and price_unit are told together or not at all")
    return content


PRODUCTS = Layout(
    Product,
    ("code", "position", "kind", "giver", "name_vi", "name_en", "aliases", "units", "advice_vi", "advice_en", "source"),
    ("per_box", "per_strip", "resupply_days", "usual_most", "possible_most"),
    _product,
)
BRANDS = Layout(
    Brand,
    ("code", "position", "product", "name", "aliases"),
    ("per_box", "channel", "price", "price_unit"),
    _brand,
)


async def import_products(session: AsyncSession, text: str, day: date) -> int:
    """Imports products and services; see Layout.dated for what a line means. Returns how many versions changed.

    Raises Faults, and then nothing is changed.
    """
    return await import_versions(session, PRODUCTS, text, day, neighbours=await all_versions(session, Brand))


async def import_brands(session: AsyncSession, text: str, day: date) -> int:
    """Imports brands of goods that exist on the brand's first day; otherwise as import_products."""
    products = await all_versions(session, Product)

    def check(line: Line, brand: Brand) -> None:
        _check_brand(line, brand, holding(products, brand.valid_from))

    return await import_versions(session, BRANDS, text, day, check, products)


def _check_brand(line: Line, brand: Brand, products: Iterable[Product]) -> None:
    product = next((product for product in products if product.code == brand.product), None)
    if product is None:
        line.fault("product", f"there is no {brand.product} on {brand.valid_from}")
    elif product.kind != "goods":
        line.fault("product", f"{brand.product} is a service")
    else:
        if brand.per_box and "box" not in product.units[1:]:
            line.fault("per_box", f"{brand.product} does not come in boxes of something")
        if brand.price_unit and brand.price_unit not in product.units:
            line.fault("price_unit", f"{brand.product} is not counted in {brand.price_unit}")
