"""The science of excitable cells: pure functions over frozen dataclasses, no web."""
