"""How the OpenAPI document is drawn from the code."""

from drf_standardized_errors.openapi import AutoSchema


class PortalSchema(AutoSchema):
    """Errors documented for each operation; tags from the first word of the path after /support/."""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/support/").split("/")[0]]
