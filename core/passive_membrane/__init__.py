"""The passive membrane: a resistance and a capacitance in parallel, under any current."""
