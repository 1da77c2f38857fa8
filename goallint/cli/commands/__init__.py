"""The commands: arguments, options and help; what they do is in the modules that they call."""
