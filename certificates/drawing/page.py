"""The sheet: US Letter, its margins and inks, and the fields that are filled for each certificate."""

from dataclasses import dataclass

from reportlab.lib.colors import HexColor

WIDTH, HEIGHT = 612.0, 792.0
MARGIN = 22.0  # to the outer rule of the border
FACE_LEFT, FACE_RIGHT = 68.0, WIDTH - 68.0
FACE_TOP, FACE_BOTTOM = HEIGHT - 64.0, 64.0
FOOT_HEIGHT = 84.0  # of the countersignature and the marks, at the foot of the face
REVERSE_LEFT, REVERSE_RIGHT = 44.0, WIDTH - 44.0
REVERSE_TOP, REVERSE_BOTTOM = HEIGHT - 42.0, 46.0
REGISTRATION_SIZE, REGISTRATION_SIZE_MIN = 16.0, 8.0

INK = HexColor(0x12463A)
BLACK = HexColor(0x14181A)
GREY = HexColor(0x5B6663)
ACCENT = HexColor(0x8A1F1B)
PALE = HexColor(0xE3EDE6)
TINT = HexColor(0xD5E4DA)
WATERMARK = HexColor(0xF3D9D3)


@dataclass(frozen=True, slots=True)
class Field:
    """Where one value of a certificate stands: centre (or left edge) and baseline of its first line.

    A text wider than `width`, or of more lines than `height` holds, is set smaller, down to `size_min`; a
    single line wider still is broken in two where `lines_max` is 2.
    """

    name: str
    page: int
    x: float
    y: float
    width: float
    face: str
    size: float
    size_min: float
    is_centred: bool = True
    lines_max: int = 1
    leading: float = 0.0
    suffix: str = ""
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the two machine-readable marks stand on the face: lower left corners."""

    barcode: tuple[float, float]
    qr: tuple[float, float]
