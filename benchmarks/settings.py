"""The portal's settings with one addition: each answer says how many queries it cost."""

from supportdesk.settings import *  # noqa: F403

MIDDLEWARE = ["benchmarks.counting.QueryCountMiddleware", *MIDDLEWARE]  # noqa: F405
REST_FRAMEWORK = {
    **REST_FRAMEWORK,  # noqa: F405
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "1000000/min"),  # noqa: F405
}
