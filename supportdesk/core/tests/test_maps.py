"""Where map tiles come from, for the content security policy."""

from __future__ import annotations

import pytest

from supportdesk.core.maps import tile_sources


@pytest.mark.parametrize(
    ("address", "sources"),
    [
        ("", []),
        ("https://tile.example/{z}/{x}/{y}.png", ["https://tile.example"]),
        ("https://{s}.tile.example:8443/{z}/{x}/{y}.png?key=1", ["https://*.tile.example:8443"]),
        ("/tiles/{z}/{x}/{y}.png", []),
        ("javascript:alert(1)", []),
    ],
)
def test_only_the_host_of_the_tiles_is_allowed(address, sources):
    assert tile_sources(address) == sources
