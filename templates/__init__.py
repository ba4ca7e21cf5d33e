"""What the framework writes from: the report, the return form, the plugin scaffold."""
