"""Static files under names that change with their content, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    # Rewrites `import "./live.js"` inside ES modules to the hashed name.
    support_js_module_import_aggregation = True
