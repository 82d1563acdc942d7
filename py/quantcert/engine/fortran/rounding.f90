!> The two roundings of the integer program, and its square root.
!>
!> Kinds: a wide integer has 64 bits, a block's sum 32, a narrow entry 16 or 8.
module rounding
  use, intrinsic :: iso_fortran_env, only: int8, int16, int32, int64, real64
  implicit none
  private
  public :: int8, int16, int32, int64, real64
  public :: round_shift, round_div, floor_div, root_floor

contains

  !> floor((v + 2**(k-1)) / 2**k) for k > 0, and exactly v * 2**-k for k <= 0.
  elemental integer(int64) function round_shift(v, k) result(r)
    integer(int64), intent(in) :: v
    integer, intent(in) :: k
    if (k > 0) then
      r = shifta(v + shiftl(1_int64, k - 1), k)
    else
      r = shiftl(v, -k)
    end if
  end function round_shift

  !> floor((2 v + d) / (2 d)) for d > 0.
  elemental integer(int64) function round_div(v, d) result(r)
    integer(int64), intent(in) :: v, d
    r = floor_div(2 * v + d, 2 * d)
  end function round_div

  !> floor(v / d) for d > 0; Fortran's division drops the fraction.
  elemental integer(int64) function floor_div(v, d) result(r)
    integer(int64), intent(in) :: v, d
    r = v / d
    if (r * d > v) r = r - 1
  end function floor_div

  !> floor(sqrt(v)) for 0 <= v < 2**62. The root of the rounded number is off by one at most.
  elemental integer(int64) function root_floor(v) result(r)
    integer(int64), intent(in) :: v
    r = int(sqrt(real(v, real64)), int64)
    if (r * r > v) r = r - 1
    if ((r + 1) * (r + 1) <= v) r = r + 1
  end function root_floor

end module rounding
