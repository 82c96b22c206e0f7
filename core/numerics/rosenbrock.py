"""RODAS: a Rosenbrock pair of order 4(3) with six stages, L-stable and stiffly accurate.

    (1/(γh) − J) u_i = f(y₀ + Σ a_ij u_j) + Σ (c_ij/h) u_j + h d_i ∂f/∂t,   y₁ = y₀ + Σ a_6j u_j + u_6

with a_6j = a_5j and a_65 = 1, so that the last stages' points follow from each other by adding u. u_6 is the
error. Dense output of order 3: y(θ) = y₀ + θ (y₁ − y₀ + (1 − θ)(Σ P_j u_j + θ Σ Q_j u_j)).

Hairer E, Wanner G (1996) Solving Ordinary Differential Equations II, 2nd edn, section IV.7 and code RODAS,
doi:10.1007/978-3-642-05221-7.
"""

GAMMA = 0.25
N2, N3, N4 = 0.386, 0.21, 0.63
"""Nodes; that of the first stage is 0, those of the last two are 1."""
D1, D2, D3, D4 = 0.25, -0.1043, 0.1035, -0.0362
"""Factors of ∂f/∂t; those of the last two stages are 0."""
A21 = 1.544
A31, A32 = 0.9466785280815826, 0.2557011698983284
A41, A42, A43 = 3.314825187068521, 2.896124015972201, 0.9986419139977817
A51, A52, A53, A54 = 1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950
C21 = -5.6688
C31, C32 = -2.430093356833875, -0.2063599157091915
C41, C42, C43 = -0.1073529058151375, -9.594562251023355, -20.47028614809616
C51, C52, C53, C54 = 7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160
C61, C62, C63, C64, C65 = (
    8.083246795921522,
    -7.981132988064893,
    -31.52159432874371,
    16.31930543123136,
    -6.058818238834054,
)
P1, P2, P3, P4, P5 = (
    10.12623508344586,
    -7.487995877610167,
    -34.80091861555747,
    -7.992771707568823,
    1.025137723295662,
)
Q1, Q2, Q3, Q4, Q5 = (
    -0.6762803392801253,
    6.087714651680015,
    16.43084320892478,
    24.76722511418386,
    -6.594389125716872,
)
