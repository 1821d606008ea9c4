#!/usr/bin/env python3
"""Make static/vendor/natural-earth/world.json, the plain world behind the map of places, from Natural Earth's 1:110m data.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    script/build_world.py package/countries-110m.json

Two features: the land, and the borders between countries. Arcs are simplified once and shared by both, so nothing gapes.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor" / "natural-earth" / "world.json"
# In degrees: what a coast, a border, and the coast of Antarctica (which Mercator stretches beyond use) may be off.
COAST, BORDER, FAR_SOUTH = 0.18, 0.25, 1.5

Point = tuple[float, float]


def arcs_of(topology: dict) -> list[list[Point]]:
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return arcs


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker; a ring is split at the point furthest from its start."""
    keep, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    if points[0] == points[-1]:
        far = max(range(len(points)), key=lambda number: math.dist(points[number], points[0]))
        keep.add(far)
        spans = [(0, far), (far, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        off = {number: distance(points[number], points[first], points[last]) for number in range(first + 1, last)}
        furthest = max(off, key=off.__getitem__, default=None)
        if furthest is not None and off[furthest] > tolerance:
            keep.add(furthest)
            spans += [(first, furthest), (furthest, last)]
    return [points[number] for number in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From the line through `start` and `end`."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else math.dist(point, start)


def rounded(points: list[Point]) -> list[list[float]]:
    short = [[round(x, 1), round(y, 1)] for x, y in points]
    return [short[0], *(after for before, after in pairwise(short) if after != before)]


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text())
    arcs = arcs_of(topology)
    countries = topology["objects"]["countries"]["geometries"]
    rings = [ring for country in countries for ring in rings_of(country)]
    used = Counter(~arc if arc < 0 else arc for ring in rings for arc in ring)
    for number, points in enumerate(arcs):
        tolerance = BORDER if used[number] > 1 else FAR_SOUTH if max(y for _, y in points) < -60 else COAST
        arcs[number] = simplified(points, tolerance)
    (land,) = topology["objects"]["land"]["geometries"]
    polygons = [[joined(ring, arcs) for ring in polygon] for polygon in land["arcs"]]
    coasts = [[ring for ring in polygon if len(ring) > 3] for polygon in polygons if len(polygon[0]) > 3]
    borders = [rounded(arcs[arc]) for arc in used if used[arc] > 1]
    features = [feature("land", "MultiPolygon", coasts), feature("borders", "MultiLineString", borders)]
    collection = {"type": "FeatureCollection", "features": features}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(collection, separators=(",", ":")).replace(".0,", ",").replace(".0]", "]") + "\n")
    print(TARGET, TARGET.stat().st_size, "bytes")


def rings_of(geometry: dict) -> list[list[int]]:
    match geometry["type"]:
        case "Polygon":
            return geometry["arcs"]
        case "MultiPolygon":
            return [ring for polygon in geometry["arcs"] for ring in polygon]
    return []


def joined(ring: list[int], arcs: list[list[Point]]) -> list[list[float]]:
    points: list[Point] = []
    for arc in ring:
        part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points += part[1:] if points else part
    return rounded(unrolled(points))


def unrolled(ring: list[Point]) -> list[Point]:
    """A ring over the date line goes on beyond 180°; one around the pole is closed below what Mercator shows."""
    points = [ring[0]]
    for x, y in ring[1:]:
        turns = round((points[-1][0] - x) / 360)
        points.append((x + 360 * turns, y))
    if abs(points[-1][0] - points[0][0]) > 180:
        points += [(points[-1][0], -86.0), (points[0][0], -86.0), points[0]]
    return points


def feature(kind: str, shape: str, coordinates: list) -> dict:
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": shape, "coordinates": coordinates}}


if __name__ == "__main__":
    main()
