"""Why Xtensa chips stop a program: numbers of the register EXCCAUSE, and those that ESP-IDF adds from 64 on.

Names: Xtensa Instruction Set Architecture Reference Manual, table of exception causes.
"""

CAUSES: dict[int | None, str] = {
    0: "IllegalInstruction",
    1: "Syscall",
    2: "InstructionFetchError",
    3: "LoadStoreError",
    4: "Level1Interrupt",
    5: "Alloca",
    6: "IntegerDivideByZero",
    8: "Privileged",
    9: "LoadStoreAlignment",
    12: "InstrPIFDataError",
    13: "LoadStorePIFDataError",
    14: "InstrPIFAddrError",
    15: "LoadStorePIFAddrError",
    16: "InstTLBMiss",
    17: "InstTLBMultiHit",
    18: "InstFetchPrivilege",
    20: "InstFetchProhibited",
    24: "LoadStoreTLBMiss",
    25: "LoadStoreTLBMultiHit",
    26: "LoadStorePrivilege",
    28: "LoadProhibited",
    29: "StoreProhibited",
    **{32 + unit: f"Coprocessor{unit}Disabled" for unit in range(8)},
    64: "unknown exception",
    65: "debug exception",
    66: "double exception",
    67: "kernel exception",
    68: "coprocessor exception",
    69: "interrupt watchdog on CPU 0",
    70: "interrupt watchdog on CPU 1",
    71: "cached memory used while the cache was off",
}
