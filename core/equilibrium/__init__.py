"""Voltages and currents of a membrane from its ions: Nernst, Goldman, constant field, chord conductance."""
