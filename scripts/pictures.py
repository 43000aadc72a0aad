#!/usr/bin/env python3
"""Draws static/og/*.png, the picture that a link to a page shows where it is shared: one a kind, 1200 by 630.

    python3 scripts/pictures.py static/og

Each picture is what the kind is drawn as on its pages: ties of an actor, events on their ladder, a log with its last
entry filled, a range on the likelihood scale, entries of a bibliography. No words, so that they serve every language.
Standard library and Chromium (`CHROMIUM` names another); the same Chromium gives the same bytes.
"""

import math
import os
import pathlib
import subprocess
import sys
import tempfile

PAPER, INK, LINE, RULE = "#fdfcf9", "#1b1a18", "#dedad1", "#8a8478"
ACCENT = {
    "actor": "#1f4f8f",
    "event": "#9c2f1c",
    "recommendation": "#12664c",
    "analysis": "#6a3a8c",
    "source": "#75560f",
    "site": INK,
}


def rect(x, y, width, height, fill, more=""):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" {more}/>'


def dot(x, y, radius, fill, stroke="none", width=0):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def path(d, stroke, width, more=""):
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width}" {more}/>'


def actor(accent):
    """One actor between its ties."""
    out = []
    for side in (-1, 1):
        for at in range(5):
            x, y = 600 + side * 400, 115 + at * 100
            dash = 'stroke-dasharray="14 10"' if (at + side) % 4 == 0 else ""
            out.append(path(f"M{600 + side * 110} 315C{600 + side * 250} 315 {600 + side * 230} {y} {x} {y}", RULE, 4, dash))
            out.append(rect(x if side > 0 else x - 150, y - 16, 150 - 22 * (at % 3), 32, LINE) if side > 0 else rect(x - 150 + 22 * (at % 3), y - 16, 150 - 22 * (at % 3), 32, LINE))
    return out + [rect(480, 255, 240, 120, PAPER, f'stroke="{accent}" stroke-width="8" rx="8"'), rect(525, 303, 150, 24, accent)]


def event(accent):
    """Lanes, the ladder, what answered what."""
    marks = [(250, 470, 0), (395, 250, 0), (560, 410, 1), (640, 180, 0), (800, 300, 2), (960, 440, 0)]
    out = [path(f"M110 {y}H1090", LINE, 3) for y in range(120, 521, 80)]
    out.append(path("M110 520H1090", INK, 5))
    out += [path(f"M{x} 520V{y}", accent, 3, 'opacity=".4"') for x, y, _ in marks]
    for (x, y, _), (to_x, to_y, _) in (((marks[0]), (marks[1])), ((marks[1]), (marks[3])), ((marks[3]), (marks[4]))):
        half = (to_x - x) / 2
        out.append(path(f"M{x} {y}C{x + half} {y} {to_x - half} {to_y} {to_x} {to_y}", RULE, 4))
    for x, y, form in marks:
        out.append(dot(x, y, 24, PAPER if form == 1 else accent, accent, 6))
        out += [dot(x, y, 38, "none", accent, 4)] if form == 2 else []
    return out


def recommendation(accent):
    """A log: asked for, under way, done."""
    out = [rect(150, 303, 330, 24, LINE), rect(480, 303, 330, 24, RULE), rect(810, 303, 240, 24, accent)]
    out += [dot(150, 315, 40, PAPER, INK, 8), dot(480, 315, 40, RULE, INK, 8), dot(810, 315, 58, accent)]
    out.append(path("M782 316l20 22l38-44", PAPER, 13, 'stroke-linecap="round" stroke-linejoin="round"'))
    out += [rect(150 - 50 + 330 * at, y, width, 16, LINE) for at, width in enumerate((170, 220, 190)) for y in (430, 462)]
    return out


def analysis(accent):
    """A range on the scale."""
    steps = ((1, 5), (5, 20), (20, 45), (45, 55), (55, 80), (80, 95), (95, 99))
    x = lambda percent: 120 + percent * 9.6
    out = [rect(x(low) + 3, 275, (high - low) * 9.6 - 6, 80, LINE) for low, high in steps]
    out.append(rect(x(55) + 3, 245, 25 * 9.6 - 6, 140, accent))
    out.append(path("M120 410H1080", RULE, 4))
    return out + [path(f"M{x(percent):.1f} 410v22", RULE, 4) for percent in (0, 25, 50, 75, 100)]


def source(accent):
    """Entries, each behind its number."""
    out = []
    for at, widths in enumerate(((720, 540), (800, 380), (640, 470), (760, 300))):
        y = 115 + at * 110
        out.append(rect(160, y, 56, 56, accent, 'rx="6"'))
        out += [rect(260, y, widths[0], 20, INK if at == 0 else RULE), rect(260, y + 36, widths[1], 20, LINE)]
    return out


def site(accent):
    """All of them: who, what, how likely, what then."""
    out = [rect(110, 90, 470, 210, "none", f'stroke="{LINE}" stroke-width="3"'), rect(620, 90, 470, 210, "none", f'stroke="{LINE}" stroke-width="3"')]
    out += [rect(110, 330, 470, 210, "none", f'stroke="{LINE}" stroke-width="3"'), rect(620, 330, 470, 210, "none", f'stroke="{LINE}" stroke-width="3"')]
    for at in range(6):
        angle = at * math.tau / 6 + 0.5
        x, y = 345 + 160 * math.cos(angle), 195 + 70 * math.sin(angle)
        out += [path(f"M345 195L{x:.1f} {y:.1f}", RULE, 3), dot(x, y, 11, ACCENT["actor"])]
    out.append(dot(345, 195, 20, ACCENT["actor"]))
    out.append(path("M660 260H1050", INK, 3))
    out += [dot(x, y, 14, ACCENT["event"]) for x, y in ((700, 240), (780, 170), (850, 215), (920, 130), (1000, 200))]
    out += [rect(150 + at * 65, 415, 58, 40, ACCENT["analysis"] if at == 3 else LINE) for at in range(6)]
    out += [rect(670, 429, 130, 14, LINE), rect(800, 429, 130, 14, RULE), rect(930, 429, 110, 14, ACCENT["recommendation"])]
    return out + [dot(x, 436, 20, ACCENT["recommendation"]) for x in (670, 800, 930)]


def svg(kind, draw):
    body = "".join([rect(0, 0, 1200, 630, PAPER), rect(0, 0, 1200, 14, ACCENT[kind]), *draw(ACCENT[kind])])
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">{body}</svg>'


def main(target):
    chromium = os.environ.get("CHROMIUM", "chromium")
    for draw in (actor, event, recommendation, analysis, source, site):
        kind = draw.__name__
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "picture.html")
            page.write_text(f"<!doctype html><style>body{{margin:0}}svg{{display:block}}</style>{svg(kind, draw)}")
            command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"]
            command += [f"--user-data-dir={folder}/profile", "--window-size=1200,630", f"--screenshot={target}/{kind}.png", page.as_uri()]
            subprocess.run(command, check=True, capture_output=True)
        print(f"{kind}.png: {pathlib.Path(target, kind + '.png').stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "static/og")
