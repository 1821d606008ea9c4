"""Where in the world a typed city is: the shipped list of cities (GeoNames, CC BY 4.0; see data/README.md)."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from supportdesk.core.choices import Language

from .countries import country_name
from .names import plain

DATA = Path(__file__).parent / "data" / "cities.tsv.xz"
# Somebody who types a city's own name means it before ten times larger ones that are also called so somewhere.
OWN_NAME_WEIGHT = 10
_COMMA = re.compile(r"[,،，]")


@dataclass(frozen=True, slots=True)
class City:
    """`name` is spelled as it was asked for, with the accents and capitals of the list."""

    name: str
    country: str
    latitude: float
    longitude: float
    inhabitants: int
    is_own_name: bool = True

    @property
    def weight(self) -> int:
        return self.inhabitants * (OWN_NAME_WEIGHT if self.is_own_name else 1)

    @property
    def label(self) -> str:
        """ "Sevilla, Spain", the country in the active language; understood by `cities_called`."""
        return f"{self.name}, {country_name(self.country)}"


def cities_called(text: str) -> list[City]:
    """Cities of this name in any language, the one that is most likely meant first; "Valencia, VE" or "Valencia, Venezuela"
    narrows them to a country. At most one a country; empty for what is unknown."""
    name, country = name_and_country(text)
    found: dict[str, City] = {}
    for city in sorted(_called(name), key=lambda city: -city.weight):
        if is_country(city.country, country):
            found.setdefault(city.country, city)
    return list(found.values())


def name_and_country(text: str) -> tuple[str, str]:
    """ "Valencia, Venezuela" as ("Valencia", "Venezuela"); the country is "" where none is named."""
    name, *rest = (part.strip() for part in _COMMA.split(text))
    return name, rest[-1] if rest else ""


def is_country(code: str, name: str) -> bool:
    """Whether the country is called so in any language, or by its code; no name is every country's."""
    return not plain(name) or plain(name) in _names_of_country(code)


def _called(name: str) -> Iterator[City]:
    wanted = plain(name)
    if not wanted:
        return
    rows, names = _cities()
    needle, at = f"|{wanted}|", -1
    while (at := names.find(needle, at + 1)) >= 0:
        number = names.count("\n", 0, at)
        country, latitude, longitude, inhabitants, spelled = rows[number].split("\t")
        spellings = [spelling for spelling in spelled.split("|") if plain(spelling) == wanted]
        asked = next((spelling for spelling in spellings if spelling.casefold() == name.casefold()), spellings[0])
        is_own = spelled.startswith(f"{spellings[0]}|") or spelled == spellings[0]
        yield City(asked, country, float(latitude), float(longitude), int(inhabitants), is_own)
        at = names.find("\n", at)
        if at < 0:
            return


@lru_cache(maxsize=1)
def _cities() -> tuple[list[str], str]:
    """The list's lines, and their names in plain form, as many lines, each name between two bars. Read once, when first asked."""
    rows = lzma.decompress(DATA.read_bytes()).decode().splitlines()
    names = (row.rpartition("\t")[2].split("|") for row in rows)
    return rows, "\n".join(f"|{'|'.join(map(plain, of_one))}|" for of_one in names)


@lru_cache(maxsize=256)
def _names_of_country(code: str) -> frozenset[str]:
    return frozenset([code.lower(), *(plain(country_name(code, language)) for language in Language.values)])
