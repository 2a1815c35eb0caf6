"""Invented names: makers, sellers, people, products. None is meant to be anybody's."""

MAKERS = {
    "passive": (
        ("Nordhavn Components", "NH"), ("Kestrel Passives", "KP"), ("Ohmforge", "OF"), ("Tarn Electronics", "TE"),
        ("Blue Lantern Parts", "BL"), ("Meridian Film Works", "MF"),
    ),
    "semiconductor": (
        ("Altmoor Semiconductor", "AM"), ("Silverbeck Devices", "SB"), ("Quillon Micro", "QM"), ("Fenwick Logic", "FW"),
        ("Corvid Silicon", "CV"), ("Harrow & Lisle", "HL"),
    ),
    "opto": (("Lumenfold", "LF"), ("Dawnbridge Opto", "DO"), ("Prismatec", "PT")),
    "connector": (("Clasp & Crown", "CC"), ("Interlatch", "IL"), ("Brasshook", "BH"), ("Pinefield Contacts", "PF")),
    "module": (("Skylark Modules", "SK"), ("Openmoss Boards", "OM"), ("Voltwicker", "VW"), ("Ridgeway Power", "RP")),
    "mechanic": (("Anvil Lane", "AL"), ("Casework Nine", "CN"), ("Threadwell", "TW"), ("Morrow Tools", "MT")),
}  # fmt: skip
"""Makers with their two-letter code prefix, by trade."""

SELLERS = (
    "Partsquay", "Bench Supply House", "Electron Lane", "Northlight Components", "The Parts Cellar", "Reel & Tray",
    "Copperfield Direct", "Makers Depot", "Gridline Distribution", "Solderpoint", "Harbour Electronics", "Ampere Row",
    "Fast Track Parts", "Cirrus Trading", "Bitwise Supply", "Oakhall Industrial", "Tin & Lead", "Stockroom 12",
    "Valley Components", "Longwave Traders",
)  # fmt: skip

PEOPLE = ("anna", "ben", "chiara", "deniz", "erik", "fatima", "goran", "hanna")

PRODUCTS = (
    "Soil moisture node", "Greenhouse controller", "Door sensor", "Air quality meter", "Relay board", "Battery charger",
    "LED driver", "Water level probe", "Weather station", "Access reader", "Motor controller", "Energy meter",
    "Thermostat", "Data logger", "Gateway", "Sound meter", "Cold chain tag", "Parking sensor", "Pump controller",
    "Bench power unit", "Signal lamp", "Leak detector", "Occupancy counter", "Field programmer", "Test adapter",
)  # fmt: skip

VARIANTS = ("", "mini", "plus", "outdoor", "LoRa", "DIN", "PoE", "lab", "24V", "XL")

SCRAP_NOTES = ("bent pins", "cracked in handling", "reel got damp", "wrong marking", "tombstoned at reflow")
COUNT_NOTES = ("yearly count", "spot count", "count after a mix-up")
