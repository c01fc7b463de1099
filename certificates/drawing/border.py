"""The engraved look: a guilloche band around the face, rosettes in its corners, a pale one behind the words.

All of it is vector curves of constant width, drawn once per print file. Curves are sampled where they bend
and joined by cubics with the curve's own tangents, so few points give a smooth line.
"""

import math
from collections.abc import Callable, Sequence

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.page import HEIGHT, INK, MARGIN, PALE, TINT, WIDTH

BAND = 26.0  # width of the guilloche band
Point = tuple[float, float]
Curve = Callable[[float], Point]


def draw_face_border(canvas: Canvas) -> None:
    """The band of woven waves between two pairs of rules, with a rosette in each corner and on each side."""
    left, bottom = MARGIN, MARGIN
    right, top = WIDTH - MARGIN, HEIGHT - MARGIN
    canvas.setStrokeColor(INK)
    _rules(canvas, left, bottom, right, top, widths=(1.6, 0.5), gap=2.6)
    inset = BAND + 7.0
    _rules(canvas, left + inset, bottom + inset, right - inset, top - inset, widths=(0.5, 1.1), gap=2.2)
    middle = (inset + 5.2) / 2
    for start, end in _sides(left + middle, bottom + middle, right - middle, top - middle):
        _weave(canvas, start, end)
    corner = BAND * 0.86
    for x in (left + middle, right - middle):
        for y in (bottom + middle, top - middle):
            draw_rosette(canvas, x, y, corner)
    for x, y in ((WIDTH / 2, bottom + middle), (WIDTH / 2, top - middle)):
        draw_rosette(canvas, x, y, BAND * 0.62)
    for x in (left + middle, right - middle):
        draw_rosette(canvas, x, HEIGHT / 2, BAND * 0.62)


def draw_reverse_border(canvas: Canvas) -> None:
    """A quiet frame: two rules and a small rosette in each corner."""
    left, bottom, right, top = MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN
    canvas.setStrokeColor(INK)
    _rules(canvas, left, bottom, right, top, widths=(1.1, 0.4), gap=2.6)
    for x in (left + 5, right - 5):
        for y in (bottom + 5, top - 5):
            draw_rosette(canvas, x, y, 10.0)


def draw_ground(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A pale rosette behind the words, the first thing a copier loses."""
    canvas.setStrokeColor(PALE)
    canvas.setLineWidth(0.45)
    for turn in range(10):
        _stroke(canvas, _rosette(x, y, radius, lobes=14, depth=0.42, turn=turn * math.pi / 70), pieces=112)
    canvas.setStrokeColor(TINT)
    for turn in range(6):
        _stroke(
            canvas, _rosette(x, y, radius * 0.52, lobes=9, depth=0.5, turn=turn * math.pi / 27), pieces=72
        )


def draw_rosette(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A medallion of turned lobed curves on white."""
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.9)
    canvas.circle(x, y, radius, stroke=1, fill=1)
    canvas.setLineWidth(0.3)
    canvas.circle(x, y, radius * 0.92, stroke=1, fill=0)
    for turn in range(6):
        _stroke(
            canvas, _rosette(x, y, radius * 0.84, lobes=12, depth=0.48, turn=turn * math.pi / 36), pieces=96
        )
    for turn in range(4):
        _stroke(
            canvas, _rosette(x, y, radius * 0.42, lobes=7, depth=0.7, turn=turn * math.pi / 14), pieces=56
        )


def draw_seal(canvas: Canvas, x: float, y: float, radius: float, *, colour: Color) -> None:
    """The rim and the centre of a seal; its words are set by the caller."""
    canvas.setStrokeColor(colour)
    teeth = 72
    path = canvas.beginPath()
    for tooth in range(teeth * 2):
        angle = math.pi * tooth / teeth
        reach = radius * (1.0 if tooth % 2 else 0.955)
        (path.lineTo if tooth else path.moveTo)(x + reach * math.cos(angle), y + reach * math.sin(angle))
    path.close()
    canvas.setLineWidth(0.6)
    canvas.drawPath(path, stroke=1, fill=0)
    for share, width in ((0.92, 0.8), (0.64, 0.5)):
        canvas.setLineWidth(width)
        canvas.circle(x, y, radius * share, stroke=1, fill=0)
    canvas.setLineWidth(0.22)
    for turn in range(4):
        _stroke(
            canvas, _rosette(x, y, radius * 0.6, lobes=11, depth=0.3, turn=turn * math.pi / 22), pieces=66
        )


def draw_seal_place(canvas: Canvas, x: float, y: float, radius: float, *, colour: Color) -> None:
    """The room for a seal that is pressed by hand: a thin circle, empty but for what the caller writes."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.4)
    canvas.circle(x, y, radius, stroke=1, fill=0)


def _sides(left: float, bottom: float, right: float, top: float) -> Sequence[tuple[Point, Point]]:
    return (
        ((left, bottom), (right, bottom)),
        ((right, bottom), (right, top)),
        ((right, top), (left, top)),
        ((left, top), (left, bottom)),
    )


def _weave(canvas: Canvas, start: Point, end: Point) -> None:
    """Two families of waves of different length, woven along a straight line."""
    length = math.dist(start, end)
    coarse = max(2, round(length / 46))
    for phase in range(8):
        _wave(canvas, start, end, waves=coarse, height=BAND * 0.46, phase=phase * math.pi / 4, width=0.32)
    fine = coarse * 2
    for phase in range(4):
        _wave(canvas, start, end, waves=fine, height=BAND * 0.2, phase=phase * math.pi / 2, width=0.42)


def _wave(
    canvas: Canvas, start: Point, end: Point, *, waves: int, height: float, phase: float, width: float
) -> None:
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    across = (-along[1], along[0])

    def curve(share: float) -> Point:
        swing = height * math.sin(2 * math.pi * waves * share + phase)
        swing *= 0.8 + 0.2 * math.cos(2 * math.pi * waves * share / 2)
        reach = length * share
        return (
            start[0] + along[0] * reach + across[0] * swing,
            start[1] + along[1] * reach + across[1] * swing,
        )

    canvas.setLineWidth(width)
    _stroke(canvas, curve, pieces=waves * 6)


def _rosette(x: float, y: float, radius: float, *, lobes: int, depth: float, turn: float) -> Curve:
    def curve(share: float) -> Point:
        angle = 2 * math.pi * share
        reach = radius * (1 - depth * (0.5 - 0.5 * math.cos(lobes * (angle + turn))))
        return x + reach * math.cos(angle), y + reach * math.sin(angle)

    return curve


def _stroke(canvas: Canvas, curve: Curve, *, pieces: int) -> None:
    """Stroke a curve over the shares 0 to 1 in cubics whose ends have the curve's own tangents."""
    path = canvas.beginPath()
    step, tiny = 1 / pieces, 1e-5

    def slope(share: float) -> Point:
        (ax, ay), (bx, by) = curve(share - tiny), curve(share + tiny)
        return (bx - ax) / (2 * tiny), (by - ay) / (2 * tiny)

    point, tangent = curve(0.0), slope(0.0)
    path.moveTo(round(point[0], 2), round(point[1], 2))
    for piece in range(1, pieces + 1):
        share = piece * step
        after, after_tangent = curve(share), slope(share)
        path.curveTo(
            round(point[0] + tangent[0] * step / 3, 2),
            round(point[1] + tangent[1] * step / 3, 2),
            round(after[0] - after_tangent[0] * step / 3, 2),
            round(after[1] - after_tangent[1] * step / 3, 2),
            round(after[0], 2),
            round(after[1], 2),
        )
        point, tangent = after, after_tangent
    canvas.drawPath(path, stroke=1, fill=0)


def _rules(
    canvas: Canvas,
    left: float,
    bottom: float,
    right: float,
    top: float,
    *,
    widths: tuple[float, float],
    gap: float,
) -> None:
    for place, width in enumerate(widths):
        canvas.setLineWidth(width)
        inset = place * gap
        canvas.rect(left + inset, bottom + inset, right - left - 2 * inset, top - bottom - 2 * inset)
