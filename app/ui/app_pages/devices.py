"""Devices: the fleet with filters; `?device=abcd1234` shows one with its configurations, `&on=` as it was on a day."""

from app.ui.addresses import DeviceAddress, read_address
from app.ui.components.fleet.device import device_detail
from app.ui.components.fleet.overview import fleet_overview
from app.ui.components.fleet.past import device_past
from app.ui.components.frame import nothing_published, page_frame
from app.ui.navigation import link
from app.ui.resources import unit_of_work

address = read_address(DeviceAddress)
snapshot = page_frame("Devices" if address.device is None else f"Device {address.device}")
if address.device is not None:
    link("devices", "All devices", icon="arrow_back")
    with unit_of_work() as work:
        device_detail(work.devices.get(address.device), work.devices.config_versions(address.device))
    device_past(address.device, address.on, snapshot)
elif snapshot is None:
    nothing_published("fleet")
else:
    fleet_overview(snapshot)
