! Hodgkin and Huxley's squid axon for AUTO-07p, with its derivatives, written out by hand.
! Hodgkin and Huxley (1952), J Physiol 117:500, doi 10.1113/jphysiol.1952.sp004764; rest at -65 mV.
!
! PAR(1) current [uA/cm2]   PAR(2) temperature [degree C]   PAR(3) g_k [mS/cm2]   PAR(4) e_l [mV]
! What is only printed: see PVLS.

MODULE RATES
  IMPLICIT NONE
CONTAINS
  ! x / (1 - exp(-x)) and its derivative.
  SUBROUTINE EXP_LINEAR(X, Y, DY)
    DOUBLE PRECISION, INTENT(IN) :: X
    DOUBLE PRECISION, INTENT(OUT) :: Y, DY
    DOUBLE PRECISION :: Q, S

    IF (ABS(X) < 1D-2) THEN
      S = X * X
      Y = 1D0 + 0.5D0 * X + S / 12D0 - S * S / 720D0 + S**3 / 30240D0
      DY = 0.5D0 + X / 6D0 - X * S / 180D0 + X * S * S / 5040D0
    ELSE
      Q = EXP(-X)
      Y = X / (1D0 - Q)
      DY = (1D0 - Q - X * Q) / (1D0 - Q)**2
    END IF
  END SUBROUTINE EXP_LINEAR

  ! Opening and closing rates of m, h, n [1/ms] at 6.3 degrees, and their derivatives by V.
  SUBROUTINE OPEN_CLOSE(V, A, B, DA, DB)
    DOUBLE PRECISION, INTENT(IN) :: V
    DOUBLE PRECISION, INTENT(OUT) :: A(3), B(3), DA(3), DB(3)

    CALL EXP_LINEAR((V + 40D0) / 10D0, A(1), DA(1))
    DA(1) = 0.1D0 * DA(1)
    B(1) = 4D0 * EXP(-(V + 65D0) / 18D0)
    DB(1) = -B(1) / 18D0
    A(2) = 0.07D0 * EXP(-(V + 65D0) / 20D0)
    DA(2) = -A(2) / 20D0
    B(2) = 1D0 / (1D0 + EXP(-(V + 35D0) / 10D0))
    DB(2) = B(2) * (1D0 - B(2)) / 10D0
    CALL EXP_LINEAR((V + 55D0) / 10D0, A(3), DA(3))
    A(3) = 0.1D0 * A(3)
    DA(3) = 0.01D0 * DA(3)
    B(3) = 0.125D0 * EXP(-(V + 65D0) / 80D0)
    DB(3) = -B(3) / 80D0
  END SUBROUTINE OPEN_CLOSE
END MODULE RATES

SUBROUTINE FUNC(NDIM, U, ICP, PAR, IJAC, F, DFDU, DFDP)
  USE RATES
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM, ICP(*), IJAC
  DOUBLE PRECISION, INTENT(IN) :: U(NDIM), PAR(*)
  DOUBLE PRECISION, INTENT(OUT) :: F(NDIM)
  DOUBLE PRECISION, INTENT(INOUT) :: DFDU(NDIM, NDIM), DFDP(NDIM, *)
  DOUBLE PRECISION, PARAMETER :: GNA = 120D0, GL = 0.3D0, ENA = 50D0, EK = -77D0
  DOUBLE PRECISION :: V, M, H, N, PHI, A(3), B(3), DA(3), DB(3)
  INTEGER :: K

  V = U(1)
  M = U(2)
  H = U(3)
  N = U(4)
  PHI = 3D0**((PAR(2) - 6.3D0) / 10D0)
  CALL OPEN_CLOSE(V, A, B, DA, DB)
  F(1) = PAR(1) - GNA * M**3 * H * (V - ENA) - PAR(3) * N**4 * (V - EK) - GL * (V - PAR(4))
  F(2:4) = PHI * (A * (1D0 - U(2:4)) - B * U(2:4))
  IF (IJAC == 0) RETURN

  DFDU = 0D0
  DFDU(1, 1) = -GNA * M**3 * H - PAR(3) * N**4 - GL
  DFDU(1, 2) = -3D0 * GNA * M**2 * H * (V - ENA)
  DFDU(1, 3) = -GNA * M**3 * (V - ENA)
  DFDU(1, 4) = -4D0 * PAR(3) * N**3 * (V - EK)
  DO K = 1, 3
    DFDU(K + 1, 1) = PHI * (DA(K) * (1D0 - U(K + 1)) - DB(K) * U(K + 1))
    DFDU(K + 1, K + 1) = -PHI * (A(K) + B(K))
  END DO
  IF (IJAC == 1) RETURN

  DFDP(:, 1:4) = 0D0
  DFDP(1, 1) = 1D0
  DFDP(2:4, 2) = 0.1D0 * LOG(3D0) * F(2:4)
  DFDP(1, 3) = -N**4 * (V - EK)
  DFDP(1, 4) = GL
END SUBROUTINE FUNC

! The rest without current.
SUBROUTINE STPNT(NDIM, U, PAR, T)
  USE RATES
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM
  DOUBLE PRECISION, INTENT(INOUT) :: U(NDIM), PAR(*)
  DOUBLE PRECISION, INTENT(IN) :: T
  DOUBLE PRECISION :: A(3), B(3), DA(3), DB(3)

  PAR(1:4) = (/0D0, 6.3D0, 36D0, -54.4D0/)
  U(1) = -64.99972243373458D0
  CALL OPEN_CLOSE(U(1), A, B, DA, DB)
  U(2:4) = A / (A + B)
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
