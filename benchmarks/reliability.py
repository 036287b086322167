"""How true probabilities are: bins of equal width, and the reliability diagram as an SVG that needs no script and no other file."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

N_BINS = 10
SIDE, LEFT, TOP, BAR = 400, 70, 30, 90
"""Pixels: the square of the diagram, the margins, the height of the bars below it."""
_STYLE = (
    "text{font:14px sans-serif;fill:#1d2733}.small{font-size:12px;fill:#46525f}.frame{fill:none;stroke:#46525f}.grid{stroke:#dfe4ea}"
    ".true{stroke:#46525f;stroke-dasharray:6 5}.spread{stroke:#0b5c8a;stroke-width:2}.share{fill:#0b5c8a}.count{fill:#9bbdd1}"
)


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose probability lies in [low, high): how many, the mean probability told, the share that was right, and its 95 % interval."""

    low: float
    high: float
    n: int
    told: float
    right: float
    least: float
    most: float


def wilson(n_right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), honest for few texts too."""
    if n == 0:
        return 0.0, 1.0
    z, share = 1.96, n_right / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def bins_of(probabilities: np.ndarray, right: np.ndarray) -> list[Bin]:
    """The bins that hold at least one text; the last one includes 1."""
    places = np.minimum((probabilities * N_BINS).astype(int), N_BINS - 1)
    found = []
    for place in range(N_BINS):
        inside = places == place
        if n := int(inside.sum()):
            least, most = wilson(int(right[inside].sum()), n)
            told, share = float(probabilities[inside].mean()), float(right[inside].mean())
            found.append(Bin(place / N_BINS, (place + 1) / N_BINS, n, told, share, least, most))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: the gap between told and right, weighted by the texts of each bin."""
    return sum(abs(b.told - b.right) * b.n for b in bins) / sum(b.n for b in bins)


def table_of(bins: Sequence[Bin]) -> str:
    """The bins as a Markdown table."""
    lines = ["| Probability | Texts | Mean told | Right | 95 % interval |", "|---|---:|---:|---:|---|"]
    lines += [f"| {b.low:.1f} to {b.high:.1f} | {b.n} | {b.told:.3f} | {b.right:.3f} | {b.least:.2f} to {b.most:.2f} |" for b in bins]
    return "\n".join(lines)


def diagram_of(bins: Sequence[Bin], caption: str) -> str:
    """The diagram as SVG. caption: what was measured, in one line."""
    width, height = LEFT + SIDE + 30, TOP + SIDE + 60 + BAR + 70
    told = "; ".join(f"{b.low:.1f} to {b.high:.1f}: {b.n} texts, {b.told:.2f} told, {b.right:.2f} right" for b in bins)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">',
        '<title id="title">Reliability of the resolver\'s probabilities</title>',
        f'<desc id="desc">{caption} Expected calibration error {calibration_error(bins):.3f}. By probability told: {told}.</desc>',
        f'<style>{_STYLE}</style><rect width="{width}" height="{height}" fill="#fff"/>',
        *_axes(),
        *(line for b in bins for line in _point(b)),
        *_bars(bins, TOP + SIDE + 75 + BAR),
        f'<text class="small" x="{LEFT}" y="{height - 12}">{caption} ECE {calibration_error(bins):.3f}.</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(share: float) -> float:
    return round(LEFT + share * SIDE, 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * SIDE, 1)


def _axes() -> list[str]:
    lines = []
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        lines.append(f'<path class="grid" d="M{_x(tick)} {TOP}V{TOP + SIDE}M{LEFT} {_y(tick)}H{LEFT + SIDE}"/>')
        lines.append(f'<text class="small" x="{_x(tick)}" y="{TOP + SIDE + 18}" text-anchor="middle">{tick:.1f}</text>')
        lines.append(f'<text class="small" x="{LEFT - 8}" y="{_y(tick) + 4}" text-anchor="end">{tick:.1f}</text>')
    return [
        *lines,
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'<path class="true" d="M{LEFT} {TOP + SIDE}L{LEFT + SIDE} {TOP}"/>',
        f'<text x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 40}" text-anchor="middle">probability told</text>',
        f'<text transform="translate(24 {TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">share that was right</text>',
        f'<text class="small" x="{_x(0.74)}" y="{_y(0.68)}">told = right</text>',
    ]


def _point(b: Bin) -> list[str]:
    x = _x(b.told)
    return [
        f'<path class="spread" d="M{x} {_y(b.least)}V{_y(b.most)}M{x - 5} {_y(b.least)}h10M{x - 5} {_y(b.most)}h10"/>',
        f'<circle class="share" cx="{x}" cy="{_y(b.right)}" r="6"/>',
    ]


def _bars(bins: Sequence[Bin], floor: int) -> list[str]:
    """How many texts each bin holds, on the same horizontal axis."""
    most, lines = max(b.n for b in bins), [f'<text class="small" x="{LEFT}" y="{floor - BAR - 6}">texts in each tenth</text>']
    for b in bins:
        tall = round(b.n / most * (BAR - 18), 1)
        lines.append(f'<rect class="count" x="{_x(b.low) + 2}" y="{floor - tall}" width="{SIDE / N_BINS - 4}" height="{tall}"/>')
        middle = (_x(b.low) + _x(b.high)) / 2
        lines.append(f'<text class="small" x="{middle}" y="{floor - tall - 4}" text-anchor="middle">{b.n}</text>')
    return lines
