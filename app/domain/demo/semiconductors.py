"""Families of semiconductors, as plain data. `{number}` in a code is an invented type number."""

from app.domain.demo.part_family import Package, PartFamily

SOT23 = Package("SOT-23", 3, "0.95 mm", "SMD", "2.9 x 1.3 mm")
SOT23_5 = Package("SOT-23-5", 5, "0.95 mm", "SMD", "2.9 x 1.6 mm")
SOD123 = Package("SOD-123", 2, None, "SMD", "2.7 x 1.6 mm")
DO41 = Package("DO-41", 2, "10.16 mm", "THT", "5.2 x 2.7 mm")
TO92 = Package("TO-92", 3, "1.27 mm", "THT", "4.6 x 4.6 mm")
TO220 = Package("TO-220", 3, "2.54 mm", "THT", "10 x 15 mm")
DPAK = Package("DPAK", 3, "2.28 mm", "SMD", "6.6 x 6.1 mm")
SOIC8 = Package("SOIC-8", 8, "1.27 mm", "SMD", "4.9 x 3.9 mm")
SOIC14 = Package("SOIC-14", 14, "1.27 mm", "SMD", "8.7 x 3.9 mm")
DIP8 = Package("DIP-8", 8, "2.54 mm", "THT", "9.3 x 6.4 mm")
DIP14 = Package("DIP-14", 14, "2.54 mm", "THT", "19 x 6.4 mm")
QFN32 = Package("QFN-32", 32, "0.5 mm", "SMD", "5 x 5 mm")
LQFP48 = Package("LQFP-48", 48, "0.5 mm", "SMD", "7 x 7 mm")
LQFP64 = Package("LQFP-64", 64, "0.5 mm", "SMD", "10 x 10 mm")

DRY = ("moisture",)
SUPPLIES = ("1.8-5.5V", "2.7-5.5V", "3.3V", "5V")

SEMICONDUCTORS = (
    PartFamily(
        "Diode", 3, "{kind} diode {rating} {current} {package}", "D{number}{rating}", "semiconductor", 0.08,
        (SOD123, DO41, SOT23), None,
        {"kind": ("Schottky", "Rectifier", "Switching", "TVS"), "rating": ("30V", "40V", "75V", "400V"),
         "current": ("0.2A", "1A", "3A")}, ratings=("30V", "40V", "75V", "400V"), use=4,
    ),
    PartFamily(
        "Zener diode", 1.5, "Zener diode {zener} {power} {package}", "Z{number}-{zener}", "semiconductor", 0.06,
        (SOD123, DO41), None,
        {"zener": ("3.3V", "4.7V", "5.1V", "6.2V", "9.1V", "12V", "15V", "24V"), "power": ("0.5W", "1.3W")}, use=3,
    ),
    PartFamily(
        "LED", 4, "LED {colour} {lens} {package}", "LD{number}{colour}", "opto", 0.11,
        (Package("0603", 2, None, "SMD", "1.6 x 0.8 mm"), Package("3 mm", 2, "2.54 mm", "THT", "3 mm"),
         Package("5 mm", 2, "2.54 mm", "THT", "5 mm")), None,
        {"colour": ("red", "green", "blue", "amber", "white", "infrared"), "lens": ("clear", "diffused")},
        ratings=("2.0V", "3.1V"), tags=("light",), use=5, season=0.35,
    ),
    PartFamily(
        "Bipolar transistor", 3, "{polarity} transistor {rating} {current} {package}", "T{number}{polarity}",
        "semiconductor", 0.07, (SOT23, TO92), None,
        {"polarity": ("NPN", "PNP"), "rating": ("25V", "45V", "80V"), "current": ("0.1A", "0.5A", "1A")},
        ratings=("25V", "45V", "80V"), use=4,
    ),
    PartFamily(
        "MOSFET", 4, "{channel}-channel MOSFET {rating} {resistance} {package}", "M{number}{channel}", "semiconductor",
        0.45, (SOT23, SOIC8, DPAK, TO220), None,
        {"channel": ("N", "P"), "rating": ("20V", "30V", "60V", "100V"),
         "resistance": ("8mOhm", "25mOhm", "55mOhm", "1.6Ohm")},
        ratings=("20V", "30V", "60V", "100V"), tags=("power",), needs=("esd",), use=2,
    ),
    PartFamily(
        "Operational amplifier", 2.5, "{channels} op-amp, {trait}, {package}", "OA{number}{channels}",
        "semiconductor", 0.9, (SOIC8, SOIC14, DIP8, SOT23_5), None,
        {"channels": ("Single", "Dual", "Quad"), "trait": ("low noise", "rail-to-rail", "low power", "precision")},
        SUPPLIES, tags=("analog",), needs=DRY,
    ),
    PartFamily(
        "Logic IC", 3, "{function}, {family} logic, {package}", "{family}{number}", "semiconductor", 0.35,
        (SOIC14, DIP14, SOT23_5), None,
        {"function": ("Quad NAND gate", "Hex inverter", "Octal buffer", "8-bit shift register", "Dual flip-flop",
                      "3-to-8 decoder", "Level shifter"), "family": ("HC", "HCT", "LVC", "AHC")},
        SUPPLIES, tags=("digital",), needs=DRY,
    ),
    PartFamily(
        "Linear regulator", 3, "{kind} regulator {output} {current} {package}", "VR{number}-{output}", "semiconductor",
        0.55, (SOT23_5, DPAK, TO220), None,
        {"kind": ("Linear", "Low-dropout"), "output": ("1.8V", "3.3V", "5V", "12V", "adjustable"),
         "current": ("0.25A", "0.8A", "1.5A", "3A")},
        supplies=("6V", "18V", "36V"), tags=("power",), needs=DRY, use=2,
    ),
    PartFamily(
        "Microcontroller", 2.5, "Microcontroller {core} {flash} flash {package}", "MC{number}{core}", "semiconductor",
        3.2, (QFN32, LQFP48, LQFP64), None,
        {"core": ("8-bit", "32-bit", "dual-core 32-bit"), "flash": ("16kB", "64kB", "256kB", "1MB", "4MB")},
        SUPPLIES, tags=("digital", "programmable"), needs=("esd", "moisture"), season=0.25,
    ),
    PartFamily(
        "Memory", 1, "{kind} memory {capacity} {package}", "MM{number}-{capacity}", "semiconductor", 1.1,
        (SOIC8, Package("WSON-8", 8, "1.27 mm", "SMD", "6 x 5 mm")), None,
        {"kind": ("Flash", "EEPROM", "FRAM"), "capacity": ("64kbit", "256kbit", "8Mbit", "32Mbit", "128Mbit")},
        SUPPLIES, tags=("digital",), needs=("esd", "moisture"),
    ),
    PartFamily(
        "Interface IC", 1.5, "{bus} transceiver, {trait}, {package}", "IF{number}{bus}", "semiconductor", 1.3,
        (SOIC8, QFN32), None,
        {"bus": ("RS-485", "CAN", "USB-UART", "Ethernet", "I2C"),
         "trait": ("isolated", "low power", "fault protected")},
        SUPPLIES, tags=("digital",), needs=DRY,
    ),
    PartFamily(
        "Optocoupler", 1, "Optocoupler {channels}-channel {isolation} {package}", "OC{number}", "opto", 0.3,
        (DIP8, Package("SOP-4", 4, "2.54 mm", "SMD", "4.4 x 4.1 mm")), None,
        {"channels": ("1", "2", "4"), "isolation": ("3.75kV", "5kV")}, tags=("isolation",), needs=DRY, use=2,
    ),
)  # fmt: skip
