"""Families of connectors, switches, modules, mechanical parts and everything larger, as plain data."""

from app.domain.demo.part_family import Package, PartFamily

MEDIUM = (0.0, 1.0, 0.0)


def _forms(*names: str) -> tuple[Package, ...]:
    return tuple(Package(name) for name in names)


ELECTROMECHANICS = (
    PartFamily(
        "Sensor", 3, "{quantity} sensor, {interface} output, {package}", "SN{number}", "semiconductor", 2.4,
        (Package("LGA-8", 8, "0.65 mm", "SMD", "2.5 x 2.5 mm"), Package("TO-92", 3, "1.27 mm", "THT", "4.6 x 4.6 mm"),
         Package("Breakout board", 6, "2.54 mm", "header", "18 x 13 mm")), None,
        {"quantity": ("Temperature", "Humidity", "Pressure", "Light", "Current", "Motion", "Soil moisture", "Distance"),
         "interface": ("I2C", "SPI", "analog", "1-wire")},
        ("3.3V", "1.8-5.5V"), tags=("sensing",), sizes=(0.75, 0.25, 0), needs=("moisture",), season=0.3,
    ),
    PartFamily(
        "Pin header", 4, "{gender} header {rows}x{positions} {pitch}", "PH{number}-{rows}x{positions}", "connector",
        0.15, (Package("Straight", None, "2.54 mm", "THT"), Package("Right angle", None, "2.54 mm", "THT")), None,
        {"gender": ("Male", "Female"), "rows": ("1", "2"), "positions": ("2", "3", "4", "6", "8", "10", "20", "40"),
         "pitch": ("1.27mm", "2.0mm", "2.54mm")}, tags=("connector",), sizes=(0.6, 0.4, 0), use=4,
    ),
    PartFamily(
        "Terminal block", 3, "Terminal block {positions} way {pitch} {current}", "TB{number}-{positions}", "connector",
        0.6, _forms("Screw", "Spring", "Pluggable"), None,
        {"positions": ("2", "3", "4", "6", "8"), "pitch": ("3.5mm", "5.0mm", "5.08mm"), "current": ("8A", "16A")},
        ratings=("250V",), tags=("connector",), sizes=(0.3, 0.7, 0), use=2,
    ),
    PartFamily(
        "USB connector", 1.5, "USB {kind} {gender}, {package}", "US{number}{kind}", "connector", 0.5,
        (Package("Mid-mount", 16, "0.5 mm", "SMD"), Package("Vertical", 4, "2.0 mm", "THT")), None,
        {"kind": ("type C", "micro B", "mini B", "type A", "type B"), "gender": ("receptacle", "plug")},
        ratings=("5V", "20V"), tags=("connector",),
    ),
    PartFamily(
        "Coaxial connector", 1, "{kind} connector {gender} {impedance}", "CX{kind}{number}", "connector", 1.2,
        _forms("Edge mount", "Panel mount", "Cable crimp"), None,
        {"kind": ("SMA", "U.FL", "BNC", "N"), "gender": ("jack", "plug"), "impedance": ("50R", "75R")},
        tags=("connector", "rf"),
    ),
    PartFamily(
        "Switch", 3, "{kind} switch {poles} {current}", "SW{number}{poles}", "connector", 0.45,
        (Package("6x6", 4, "6.5 mm", "THT", "6 x 6 mm"), Package("Panel mount", 3, None, "panel")), None,
        {"kind": ("Tactile", "Toggle", "Slide", "Rotary", "DIP"), "poles": ("SPST", "SPDT", "DPDT"),
         "current": ("50mA", "0.5A", "3A")}, ratings=("12V", "250V"), tags=("input",), sizes=(0.75, 0.25, 0),
    ),
    PartFamily(
        "Relay", 2, "{kind} relay {coil} coil {current}", "RL{number}-{coil}", "connector", 1.9,
        (Package("Power relay", 5, "5.08 mm", "THT", "19 x 15 mm"), Package("Signal relay", 8, "2.54 mm", "THT")), None,
        {"kind": ("Power", "Signal", "Solid state"), "coil": ("3V", "5V", "12V", "24V"),
         "current": ("1A", "10A", "16A")},
        ratings=("250V",), tags=("output",), sizes=(0.2, 0.8, 0),
    ),
    PartFamily(
        "Display", 2.5, "{technology} display {resolution} {size}", "DS{number}-{size}", "module", 8.5,
        _forms("Bare glass", "Module with carrier"), None,
        {"technology": ("OLED", "TFT", "E-paper", "Character"), "resolution": ("128x64", "240x240", "320x240", "20x4"),
         "size": ("0.96in", "1.54in", "2.8in", "4.2in")},
        ("3.3V", "5V"), tags=("output",), sizes=(0, 0.9, 0.1), needs=("esd",), season=0.3,
    ),
    PartFamily(
        "Wireless module", 1.5, "{technology} module {antenna}", "RM{number}", "module", 4.6,
        (Package("Castellated", 38, "1.27 mm", "SMD", "18 x 25 mm"),), None,
        {"technology": ("Wi-Fi", "Bluetooth LE", "LoRa", "Zigbee", "LTE-M", "GNSS"),
         "antenna": ("PCB antenna", "U.FL antenna")},
        ("3.3V",), tags=("rf",), sizes=(0.6, 0.4, 0), needs=("esd", "moisture"), season=0.2,
    ),
    PartFamily(
        "Power module", 2.5, "{kind} converter {input} to {output} {power}", "PM{number}-{output}", "module", 6.2,
        _forms("SIP-4", "DIP-24", "Brick"), None,
        {"kind": ("AC/DC", "DC/DC", "Isolated DC/DC"), "input": ("9-36V", "85-264VAC", "5V"),
         "output": ("3.3V", "5V", "12V", "24V"), "power": ("3W", "10W", "30W")},
        ("9-36V", "85-264VAC"), tags=("power",), sizes=(0, 0.9, 0.1),
    ),
    PartFamily(
        "Development board", 2.5, "{core} development board, {extra}", "DB{number}", "module", 14,
        _forms("Board", "Shield"), None,
        {"core": ("8-bit", "32-bit", "Wi-Fi", "FPGA"),
         "extra": ("with debugger", "basic", "with display", "with radio")},
        ("5V",), tags=("prototype",), sizes=(0, 0.9, 0.1), needs=("esd",), season=0.35,
    ),
    PartFamily(
        "Cable", 4, "{kind} cable {length} {colour}", "CB{number}-{length}", "connector", 2.2, _forms("Assembly"), None,
        {"kind": ("USB", "Ribbon", "JST", "Ethernet", "Coax"), "length": ("0.1m", "0.3m", "1m", "2m", "5m"),
         "colour": ("black", "grey", "blue")}, tags=("cable",), sizes=(0.05, 0.8, 0.15), use=2,
    ),
    PartFamily(
        "Fastener", 3, "{kind} {thread}x{length} {material}", "FS{thread}x{length}{material}", "mechanic", 0.05,
        _forms("Hex", "Cross", "Torx"), None,
        {"kind": ("Screw", "Bolt", "Grub screw"), "thread": ("M2", "M2.5", "M3", "M4"),
         "length": ("5", "8", "10", "16", "25"), "material": ("steel", "stainless", "nylon")},
        tags=("mechanical",), sizes=(0.9, 0.1, 0), use=10,
    ),
    PartFamily(
        "Spacer", 1.5, "Spacer {thread}x{length} {material}", "SP{thread}x{length}", "mechanic", 0.12,
        _forms("Female-female", "Male-female"), None,
        {"thread": ("M2.5", "M3", "M4"), "length": ("5", "10", "15", "20", "30"), "material": ("brass", "nylon")},
        tags=("mechanical",), sizes=(0.9, 0.1, 0), use=6,
    ),
    PartFamily(
        "Heat sink", 1, "Heat sink {resistance} {package}", "HS{number}", "mechanic", 1.1,
        _forms("TO-220", "Stick-on", "Extruded"), None, {"resistance": ("5K/W", "12K/W", "20K/W", "30K/W")},
        tags=("thermal",), sizes=(0.3, 0.6, 0.1),
    ),
    PartFamily(
        "Fan", 1, "Fan {size} {supply} {bearing} bearing", "FN{number}-{size}", "mechanic", 4.4, _forms("Axial"),
        None, {"size": ("30mm", "40mm", "60mm", "80mm"), "supply": ("5V", "12V", "24V"), "bearing": ("sleeve", "ball")},
        ("5V", "12V", "24V"), tags=("thermal",), sizes=(0, 0.7, 0.3), season=0.45,
    ),
    PartFamily(
        "Motor", 1, "{kind} motor {supply} {torque}", "MT{number}-{supply}", "mechanic", 9.5,
        _forms("NEMA 17", "Round"), None,
        {"kind": ("Stepper", "DC gear", "Servo", "Brushless"), "supply": ("5V", "12V", "24V"),
         "torque": ("0.1Nm", "0.4Nm", "1.2Nm")}, ("5V", "12V", "24V"), tags=("output",), sizes=(0, 0.5, 0.5),
    ),
    PartFamily(
        "Battery", 1.5, "{chemistry} battery {cell} {capacity}", "BT{number}-{cell}", "module", 3.4,
        _forms("Cell", "Pack", "With tabs"), None,
        {"chemistry": ("Li-ion", "LiFePO4", "NiMH", "Lithium primary"), "cell": ("18650", "14500", "CR2032", "AA"),
         "capacity": ("220mAh", "800mAh", "2500mAh", "3400mAh")},
        ratings=("1.2V", "3.0V", "3.7V"), tags=("power",), sizes=(0.5, 0.5, 0), needs=("hazard",), season=0.3,
    ),
    PartFamily(
        "Enclosure", 2.2, "Enclosure {size} {material} {rating}", "EN{number}{rating}", "mechanic", 6.8,
        _forms("Wall mount", "Hand-held", "DIN rail"), None,
        {"size": ("60x40x20", "100x60x35", "160x90x60", "240x160x90"),
         "material": ("ABS", "polycarbonate", "aluminium"),
         "rating": ("IP20", "IP54", "IP67")}, tags=("mechanical",), sizes=(0, 0.3, 0.7),
    ),
    PartFamily(
        "Tool", 2, "{kind}, {trait}", "TL{number}", "mechanic", 17, _forms("Piece"), None,
        {"kind": ("Side cutter", "Tweezers", "Solder tip", "Crimping pliers", "Test lead", "Torque screwdriver"),
         "trait": ("ESD safe", "fine", "standard", "insulated")}, tags=("tool",), sizes=(0, 0.6, 0.4), season=0.05,
    ),
    PartFamily(
        "Power supply", 1.5, "Power supply {output} {power} {form}", "PS{number}-{output}", "module", 15,
        _forms("Desktop", "DIN rail", "Open frame"), None,
        {"output": ("5V", "12V", "24V", "48V"), "power": ("15W", "60W", "120W"),
         "form": ("EU plug", "screw terminals")},
        ("85-264VAC",), tags=("power",), sizes=(0, 0.4, 0.6),
    ),
)  # fmt: skip
