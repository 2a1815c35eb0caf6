"""Families of passive parts, as plain data."""

from app.domain.demo.part_family import Package, PartFamily, ValueRange

CHIPS = (
    Package("0402", 2, None, "SMD", "1.0 x 0.5 mm"),
    Package("0603", 2, None, "SMD", "1.6 x 0.8 mm"),
    Package("0805", 2, None, "SMD", "2.0 x 1.25 mm"),
)
AXIAL = Package("Axial", 2, "10.16 mm", "THT", "6.3 x 2.5 mm")
RADIAL = Package("Radial", 2, "5.0 mm", "THT", "10 x 16 mm")
CAN = Package("SMD can", 2, None, "SMD", "6.3 x 7.7 mm")

PASSIVES = (
    PartFamily(
        "Resistor", 13, "Resistor {value} {tolerance} {power} {package}", "R{package}{power}{tolerance}{value}",
        "passive", 0.012, (*CHIPS, AXIAL), ValueRange("ohm", 24, 0, 6),
        {"tolerance": ("1%", "5%", "0.1%"), "power": ("63mW", "100mW", "125mW", "250mW")},
        ratings=("50V", "75V", "150V"), tags=("passive",), use=12, season=0.1,
    ),
    PartFamily(
        "Ceramic capacitor", 9, "Capacitor {value} {rating} {dielectric} {package}",
        "C{package}{dielectric}{rating}{value}", "passive", 0.03, CHIPS, ValueRange("F", 6, -12, -6),
        {"dielectric": ("X7R", "X5R", "C0G"), "rating": ("10V", "16V", "25V", "50V")},
        ratings=("16V", "25V", "50V"), tags=("passive",), use=10, season=0.1,
    ),
    PartFamily(
        "Electrolytic capacitor", 4, "Electrolytic capacitor {value} {rating} {life}", "EC{rating}-{value}",
        "passive", 0.18, (RADIAL, CAN), ValueRange("F", 6, -6, -3),
        {"rating": ("16V", "25V", "35V", "63V"), "life": ("2000h", "5000h", "low ESR")},
        ratings=("16V", "25V", "35V", "63V"), tags=("passive", "polarised"), sizes=(0.6, 0.4, 0), use=4,
    ),
    PartFamily(
        "Film capacitor", 1.5, "Film capacitor {value} {rating} {film}", "FC{film}{value}", "passive", 0.22,
        (Package("Box", 2, "7.5 mm", "THT", "10 x 5 mm"),), ValueRange("F", 6, -9, -6),
        {"rating": ("63V", "100V", "275VAC"), "film": ("PET", "PP")},
        ratings=("63V", "100V", "275V"), tags=("passive",), use=3,
    ),
    PartFamily(
        "Inductor", 3, "Inductor {value} {current} {package}", "L{package}-{value}", "passive", 0.16,
        (*CHIPS, Package("Shielded 6x6", 2, None, "SMD", "6 x 6 x 3 mm")), ValueRange("H", 12, -7, -4),
        {"current": ("0.3A", "1A", "2.5A", "4A")}, tags=("passive", "power"), use=3,
    ),
    PartFamily(
        "Ferrite bead", 1.5, "Ferrite bead {impedance} at 100 MHz {package}", "FB{number}{impedance}", "passive",
        0.04, CHIPS, None, {"impedance": ("60R", "120R", "220R", "600R", "1k")}, tags=("passive", "emc"), use=6,
    ),
    PartFamily(
        "Crystal", 1.5, "Crystal {frequency} {load} {package}", "X{number}-{frequency}-{load}", "passive", 0.35,
        (Package("3225", 4, None, "SMD", "3.2 x 2.5 mm"), Package("HC-49", 2, "4.88 mm", "THT", "11 x 4.7 mm")), None,
        {"frequency": ("32.768kHz", "8MHz", "12MHz", "16MHz", "20MHz", "25MHz", "26MHz", "40MHz"),
         "load": ("8pF", "12.5pF", "18pF")}, tags=("timing",),
    ),
    PartFamily(
        "Fuse", 1.5, "Fuse {current} {speed} {package}", "F{speed}{current}", "passive", 0.2,
        (Package("1206", 2, None, "SMD", "3.2 x 1.6 mm"), Package("5x20", None, None, "holder", "5 x 20 mm")), None,
        {"current": ("250mA", "500mA", "1A", "2A", "3.15A", "6.3A"), "speed": ("fast", "slow")},
        ratings=("63V", "250V"), tags=("protection",),
    ),
    PartFamily(
        "Potentiometer", 1.5, "Potentiometer {value} {law} {turns}", "P{law}{value}", "passive", 0.8,
        (Package("9 mm", 3, "2.5 mm", "THT", "9 x 11 mm"), Package("3362", 3, "2.54 mm", "THT", "6.6 x 7 mm")),
        ValueRange("ohm", 6, 3, 5), {"law": ("lin", "log"), "turns": ("1 turn", "25 turns")}, tags=("adjust",),
    ),
)  # fmt: skip
