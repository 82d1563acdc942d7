!> Powers of one half by a table of 257 numbers and a line between neighbours.
module powers
  use rounding, only: int32, int64
  implicit none
  private
  public :: half_power, power_unit, log_unit

  integer, parameter :: power_unit = 24  ! powers are in units of 2**-24
  integer, parameter :: log_unit = 16    ! arguments in units of 2**-16
  integer(int64), parameter :: largest = shiftl(31_int64, log_unit)

contains

  !> 2**-u for u >= 0; zero from u = 31 on.
  pure integer(int64) function half_power(table, u) result(p)
    integer(int64), intent(in) :: table(0:256), u
    integer :: clamped, place
    integer(int64) :: step
    clamped = int(min(u, largest))
    place = iand(shiftr(clamped, 8), 255)
    step = (table(place + 1) - table(place)) * iand(clamped, 255)
    p = shiftr(table(place) + shifta(step + 128, 8), shiftr(clamped, log_unit))
  end function half_power

end module powers
