"""A Rosenbrock pair of order 4(3) with four stages and three evaluations.

    (1/(γh) − J) u_i = f(y₀ + Σ a_ij u_j, t + α_i h) + Σ (c_ij/h) u_j + h d_i ∂f/∂t,   y₁ = y₀ + Σ b_i u_i

The last stage has the point of the third. The stability function tends to 1/3 for stiff components: they fade
without ringing, though not at once. The error is Σ e_i u_i.

Shampine LF (1982) Implementation of Rosenbrock methods, ACM Transactions on Mathematical Software 8:93-113,
doi:10.1145/355993.355994.
"""

GAMMA = 0.5
NODES = (0.0, 1.0, 0.6, 0.6)
DRIFTS = (0.5, -1.5, 2.42, 0.116)
A21, A31, A32 = 2.0, 1.92, 0.24
C21, C31, C32, C41, C42, C43 = -8.0, 14.88, 2.4, -0.896, -0.432, -0.4
B1, B2, B3, B4 = 19.0 / 9.0, 0.5, 25.0 / 108.0, 125.0 / 108.0
E1, E2, E4 = 17.0 / 54.0, 7.0 / 36.0, 125.0 / 108.0
