! Morris and Lecar's fibre for AUTO-07p, with its derivatives, written out by hand.
! Rinzel and Ermentrout (1998), Analysis of neural excitability and oscillations.
!
! PAR(1) current [uA/cm2]   PAR(2) phi [1/ms]   PAR(3) g_ca [mS/cm2]   PAR(4) v3 [mV]   PAR(5) v4 [mV]
! What is only printed: see PVLS.

SUBROUTINE FUNC(NDIM, U, ICP, PAR, IJAC, F, DFDU, DFDP)
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM, ICP(*), IJAC
  DOUBLE PRECISION, INTENT(IN) :: U(NDIM), PAR(*)
  DOUBLE PRECISION, INTENT(OUT) :: F(NDIM)
  DOUBLE PRECISION, INTENT(INOUT) :: DFDU(NDIM, NDIM), DFDP(NDIM, *)
  DOUBLE PRECISION, PARAMETER :: C = 20D0, GK = 8D0, GL = 2D0, ECA = 120D0, EK = -84D0, EL = -60D0
  DOUBLE PRECISION, PARAMETER :: V1 = -1.2D0, V2 = 18D0
  DOUBLE PRECISION :: V, N, PHI, GCA, V4, X, M, DM, STEADY, DSTEADY, SPEED, DSPEED

  V = U(1)
  N = U(2)
  PHI = PAR(2)
  GCA = PAR(3)
  V4 = PAR(5)
  X = (V - PAR(4)) / V4
  M = 0.5D0 * (1D0 + TANH((V - V1) / V2))
  STEADY = 0.5D0 * (1D0 + TANH(X))
  SPEED = COSH(0.5D0 * X)
  F(1) = (PAR(1) - GL * (V - EL) - GK * N * (V - EK) - GCA * M * (V - ECA)) / C
  F(2) = PHI * SPEED * (STEADY - N)
  IF (IJAC == 0) RETURN

  DM = 0.5D0 / COSH((V - V1) / V2)**2 / V2
  DSTEADY = 0.5D0 / COSH(X)**2 / V4
  DSPEED = 0.5D0 * SINH(0.5D0 * X) / V4
  DFDU(1, 1) = -(GL + GK * N + GCA * (M + DM * (V - ECA))) / C
  DFDU(1, 2) = -GK * (V - EK) / C
  DFDU(2, 1) = PHI * (DSPEED * (STEADY - N) + SPEED * DSTEADY)
  DFDU(2, 2) = -PHI * SPEED
  IF (IJAC == 1) RETURN

  DFDP(:, 1:5) = 0D0
  DFDP(1, 1) = 1D0 / C
  DFDP(2, 2) = SPEED * (STEADY - N)
  DFDP(1, 3) = -M * (V - ECA) / C
  DFDP(2, 4) = -DFDU(2, 1)
  DFDP(2, 5) = -X * DFDU(2, 1)
END SUBROUTINE FUNC

! The rest of the set hopf without current; constants PAR and U of a run put other starts in its place.
SUBROUTINE STPNT(NDIM, U, PAR, T)
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM
  DOUBLE PRECISION, INTENT(INOUT) :: U(NDIM), PAR(*)
  DOUBLE PRECISION, INTENT(IN) :: T

  PAR(1:5) = (/0D0, 0.04D0, 4.4D0, 2D0, 30D0/)
  U = (/-60.85538223230947D0, 0.014915024953999378D0/)
END SUBROUTINE STPNT

! Printed beside the rest: PAR(20) the current less its nearest integer, for more digits than AUTO prints;
! PAR(21), PAR(22) least and mean V of a cycle [mV]; PAR(23...) eigenvalues [1/ms] or multipliers (re, im).
SUBROUTINE PVLS(NDIM, U, PAR)
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM
  DOUBLE PRECISION, INTENT(IN) :: U(NDIM)
  DOUBLE PRECISION, INTENT(INOUT) :: PAR(*)
  DOUBLE PRECISION, EXTERNAL :: GETP
  INTEGER :: K

  PAR(20) = PAR(1) - ANINT(PAR(1))
  PAR(21) = GETP('MIN', 1, U)
  PAR(22) = GETP('INT', 1, U)
  DO K = 1, 2 * NDIM
    PAR(22 + K) = GETP('EIG', K, U)
  END DO
END SUBROUTINE PVLS

SUBROUTINE BCND
END SUBROUTINE BCND

SUBROUTINE ICND
END SUBROUTINE ICND

SUBROUTINE FOPT
END SUBROUTINE FOPT
