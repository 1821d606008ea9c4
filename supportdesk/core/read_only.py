"""Records that the admin shows and nobody edits there."""

from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Seen by those who have the view permission; changed by nobody, whatever their permissions."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
