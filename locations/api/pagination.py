from rest_framework.response import Response

from supportdesk.core.api.pagination import CountedPagination


class PlacePagination(CountedPagination):
    """The same with `near`, the city that was understood, where one was asked for; the first of it is taken."""

    def get_paginated_response(self, data) -> Response:
        response = super().get_paginated_response(data)
        if cities := self.request.parser_context["view"].cities:
            found = [
                {"name": city.name, "country": city.country, "latitude": city.latitude, "longitude": city.longitude}
                for city in cities
            ]
            response.data |= {"near": found[0], "near_others": found[1:]}
        return response

    def get_paginated_response_schema(self, schema: dict) -> dict:
        shape = super().get_paginated_response_schema(schema)
        number = {"type": "number", "format": "double"}
        city = {
            "type": "object",
            "required": ["name", "country", "latitude", "longitude"],
            "properties": {
                "name": {"type": "string"},
                "country": {"type": "string", "description": "ISO 3166 alpha-2."},
                "latitude": number,
                "longitude": number,
            },
        }
        shape["properties"] |= {
            "near": {**city, "description": "The city from which distances are counted; only with the parameter `near`."},
            "near_others": {
                "type": "array",
                "items": city,
                "description": "Cities of the same name elsewhere: ask for `near=<name>, <country>`.",
            },
        }
        return shape
