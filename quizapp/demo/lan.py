"""The address under which others in the local network reach this machine."""

import socket

SOMEWHERE = ("192.0.2.1", 9)  # an address for documentation (RFC 5737): only the way to it is looked up


def lan_address() -> str | None:
    """This machine's IPv4 address towards the network; None when it is connected to none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith(("127.", "0.")) else address
