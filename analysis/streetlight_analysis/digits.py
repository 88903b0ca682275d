"""Numbers for readers: as many digits as they are worth, thousands marked, a true minus sign."""

import math

MISSING = "–"
MOST_DECIMALS = 6  # smaller numbers are written with a power of ten


def decimals_for(value, digits=3):
    """Decimals that show `value` with so many significant digits; none for values of 1,000 and more."""
    if not math.isfinite(value) or value == 0:
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(value)) + 1e-12))


def number(value, decimals=None, *, sign=False):
    """ "1,713", "24.2", "−0.153"; with `sign`, "+0.15". A value that rounds to zero has no sign.

    Args:
        decimals: digits after the point; by default as many as show three significant digits.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    decimals = decimals_for(value) if decimals is None else decimals
    if decimals > MOST_DECIMALS:
        return _scientific(value, sign)
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    return ("−" if value < 0 else "+" if sign else "") + text


def _scientific(value, sign):
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    digits = str(abs(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    head = "−" if value < 0 else "+" if sign else ""
    return f"{head}{abs(value) / 10.0**power:.1f}×10{'⁻' if power < 0 else ''}{digits}"


def plain(value):
    """A number as a person sets it, without zeros at its end: "0.8", "0.001", "1,000"."""
    if not math.isfinite(value):
        return MISSING
    if value == int(value) and abs(value) < 1e15:
        return number(value, 0)
    digits = decimals_for(value, 4)
    text = number(value, digits)
    return text if digits > MOST_DECIMALS else text.rstrip("0").rstrip(".")


def estimate_decimals(value, low, high):
    """Decimals for an estimate and its interval: two digits of the half width, three of the value at most.

    One more where a bound that is not zero would be written as zero, since on which side of zero it lies is the point.
    """
    half = (high - low) / 2
    if not math.isfinite(half) or half == 0:
        return decimals_for(value)
    decimals = min(decimals_for(half, 2), decimals_for(value, 3) if value else 99)
    for bound in (low, high):
        while bound and not round(abs(bound), decimals) and decimals < decimals_for(half, 2) + 2:
            decimals += 1
    return decimals


def interval(low, high, decimals, *, sign=False, to=" to "):
    """ "−0.165 to −0.141"; the dash for missing where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return MISSING
    return number(low, decimals, sign=sign) + to + number(high, decimals, sign=sign)


def per_cent(share, *, sign=False):
    """A share as per cent, two significant digits below ten: "−1.4 %", "84 %"."""
    if share is None or not math.isfinite(share):
        return MISSING
    value = 100 * share
    return with_unit(number(value, decimals_for(value, 2), sign=sign), "%")


def with_unit(text, unit):
    """A written number with its unit: "2.31 % of families" (not broken before the sign), "£1,713 a family and year"."""
    if unit.startswith("£"):
        sign = text[0] if text[0] in "−+" else ""
        return f"{sign}£{text[len(sign):]}{unit[1:]}"
    return f"{text}\u00a0{unit}" if unit.startswith("%") else f"{text} {unit}".rstrip()


def words_for(count):
    """Small counts in words, as a sentence wants them."""
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return words[count] if 0 <= count < len(words) else number(count, 0)


def listed(parts, last="and"):
    """ "A, B and C"."""
    parts = list(parts)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""
