"""What is handed out, and the family-planning services that people are referred to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.catalogue.versions import Named, Version, VersionTable, Words, in_force

KINDS = ("goods", "service")
GIVERS = ("collaborator", "clinic")
UNITS = ("piece", "box", "strip", "pill", "bottle", "tube", "kit", "pack")
CHANNELS = ("free", "subsidised", "socialised", "market")


class ProductVersion(VersionTable):
    """The table of products; see Product."""

    __tablename__ = "products"

    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    giver: Mapped[str] = mapped_column(String(20))
    name_vi: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(40))
    aliases: Mapped[tuple[str, ...]] = mapped_column(Words(500))
    units: Mapped[tuple[str, ...]] = mapped_column(Words(60))
    per_box: Mapped[int | None]
    per_strip: Mapped[int | None]
    resupply_days: Mapped[int | None]
    usual_most: Mapped[int | None]
    possible_most: Mapped[int | None]
    advice_vi: Mapped[str] = mapped_column(String(500))
    advice_en: Mapped[str] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(String(300))


class BrandVersion(VersionTable):
    """The table of brands; see Brand."""

    __tablename__ = "brands"

    position: Mapped[int]
    product: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    aliases: Mapped[tuple[str, ...]] = mapped_column(Words(500))
    per_box: Mapped[int | None]
    channel: Mapped[str | None] = mapped_column(String(20))
    price: Mapped[int | None]
    price_unit: Mapped[str | None] = mapped_column(String(10))


@dataclass(frozen=True, kw_only=True)
class Product(Named):
    """Goods, or a service that only a clinic gives and people are referred to.

    `units` are those it is counted in, the ordinary one first; a service has none. `per_box` is how many of the
    ordinary unit a box holds, `per_strip` how many pills a strip; None: that differs, so it is the brand's or is asked.
    `resupply_days` is how long one of the ordinary unit lasts, for a service when to see her again. To one person, more
    than `usual_most` of the ordinary unit is worth a question and more than `possible_most` is a mistake.
    """

    table = ProductVersion

    position: int
    kind: str
    giver: str
    units: tuple[str, ...] = ()
    per_box: int | None = None
    per_strip: int | None = None
    resupply_days: int | None = None
    usual_most: int | None = None
    possible_most: int | None = None
    advice_vi: str
    advice_en: str
    source: str

    @property
    def advice(self) -> dict[str, str]:
        """The advice card by language."""
        return {"vi": self.advice_vi, "en": self.advice_en}


@dataclass(frozen=True, kw_only=True)
class Brand(Version):
    """A make of a product. `code` is what records hold.

    `per_box` as for products, None: not known, ask. `channel` is set where the brand comes through that one only.
    `price` is in đồng for one `price_unit`; None: not known.
    """

    table = BrandVersion

    position: int
    product: str
    name: str
    aliases: tuple[str, ...] = ()
    per_box: int | None = None
    channel: str | None = None
    price: int | None = None
    price_unit: str | None = None

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"name": (self.name,), "aliases": self.aliases}


async def products(session: AsyncSession, day: date) -> Sequence[Product]:
    """The products and services of that day, in the order they are offered."""
    return sorted(await in_force(session, Product, day), key=lambda product: (product.position, product.code))


async def brands(session: AsyncSession, day: date) -> Sequence[Brand]:
    """The brands of that day, in the order they are offered."""
    return sorted(await in_force(session, Brand, day), key=lambda brand: (brand.position, brand.code))
