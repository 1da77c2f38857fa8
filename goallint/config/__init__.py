"""The configuration (配置): one file a run, found upwards from where goallint is run."""
