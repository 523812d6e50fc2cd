"""Units of physical measure: 40 gigawatt-hours are not 40 megawatt-hours."""

from __future__ import annotations

import re

_PREFIXES = {"k": "kilo", "m": "mega", "g": "giga", "t": "tera"}
_BASES = {"w": "watt", "wh": "watthour", "b": "byte", "hz": "hertz"}
_SHORT = {
    **{p + b: prefix + base for p, prefix in _PREFIXES.items() for b, base in _BASES.items()},
    "km": "kilometer",
    "kg": "kilogram",
    "cm": "centimeter",
    "mm": "millimeter",
    "ha": "hectare",
    "sqm": "squaremeter",
}
_MEASURE = re.compile(
    r"(?:nano|micro|milli|centi|kilo|mega|giga|tera)?"
    r"(?:watt|watthour|meter|gram|liter|byte|bit|hertz|joule|volt|ton|tonne|mile|foot|feet|inch|acre|hectare|barrel|"
    r"gallon|pound|ounce|degree|squaremeter|squarefoot|squaremile|squarekilometer|cubicmeter)"
)


def measure(unit: str) -> str:
    """The unit in one spelling ("MWh" and "megawatt-hours" are one); empty where it is no unit of measure."""
    plain = re.sub(r"[\s-]", "", unit.lower()).replace("metre", "meter").replace("litre", "liter")
    plain = _SHORT.get(plain, plain.removesuffix("s") if len(plain) > 3 else plain)
    return plain if _MEASURE.fullmatch(plain) else ""
