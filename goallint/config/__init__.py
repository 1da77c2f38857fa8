"""The configuration (配置): one file a run, found upwards from where goallint is run."""

AUTO = "auto"  # as many processes as there are cores; options say None for it

# The keys, in the order in which they are shown; `keys` says what they are, and takes longer to load.
NAMES = (
    "profile",
    "rules",
    "select",
    "ignore",
    "level",
    "fail-on",
    "no-table",
    "exclude",
    "baseline",
    "format",
    "lang",
    "jobs",
    "timeout",
)
