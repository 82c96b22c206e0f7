"""How a cycle answers to what disturbs it: phase response, interaction of two copies, phase locking."""
