!> Narrow vectors: integers of a few bits with one shift, see docs/integer.md.
module narrowing
  use rounding, only: int16, int64, round_shift
  implicit none
  private
  public :: fitting_shift, narrow, narrow_by_block

  integer, parameter :: aligned_bits = 16  ! of narrow entries in the finest group's units

contains

  !> The least k >= 0 after which no entry between `low` and `high` exceeds `limit`.
  pure integer function shift_of(low, high, limit) result(k)
    integer(int64), intent(in) :: low, high, limit
    k = 0
    do while (round_shift(high, k) > limit .or. round_shift(low, k) < -limit)
      k = k + 1
    end do
  end function shift_of

  !> The least k >= 0 with every |round_shift(v, k)| <= limit.
  pure integer function fitting_shift(v, limit) result(k)
    integer(int64), intent(in) :: v(:), limit
    k = shift_of(minval(v), maxval(v), limit)
  end function fitting_shift

  !> Entries of `bits` bits, and the shift that all of them took.
  pure subroutine narrow(v, bits, codes, shift)
    integer(int64), intent(in), contiguous :: v(:)
    integer, intent(in) :: bits
    integer(int16), intent(out), contiguous :: codes(:)
    integer, intent(out) :: shift
    shift = fitting_shift(v, largest(bits))
    call shift_all(v, shift, codes)
  end subroutine narrow

  !> As `narrow`, but each group of entries with a shift of its own, in the finest group's units.
  pure subroutine narrow_by_block(v, bits, group_size, codes, shift)
    integer(int64), intent(in), contiguous :: v(:)
    integer, intent(in) :: bits, group_size
    integer(int16), intent(out), contiguous :: codes(:)
    integer, intent(out) :: shift
    integer :: shifts((size(v) + group_size - 1) / group_size), group, first, last
    do group = 1, size(shifts)
      first = (group - 1) * group_size + 1
      last = min(group * group_size, size(v))
      shifts(group) = fitting_shift(v(first:last), largest(bits))
    end do
    shifts = max(shifts, maxval(shifts) - (aligned_bits - bits))
    shift = minval(shifts)
    do group = 1, size(shifts)
      first = (group - 1) * group_size + 1
      last = min(group * group_size, size(v))
      call shift_all(v(first:last), shifts(group), codes(first:last))
      codes(first:last) = shiftl(codes(first:last), shifts(group) - shift)
    end do
  end subroutine narrow_by_block

  pure subroutine shift_all(v, shift, codes)
    integer(int64), intent(in), contiguous :: v(:)
    integer, intent(in) :: shift
    integer(int16), intent(out), contiguous :: codes(:)
    integer(int64) :: half
    integer :: i
    half = shiftr(shiftl(1_int64, shift), 1)
    do i = 1, size(v)
      codes(i) = int(shifta(v(i) + half, shift), int16)
    end do
  end subroutine shift_all

  !> The largest magnitude of a narrow entry.
  pure integer(int64) function largest(bits)
    integer, intent(in) :: bits
    largest = shiftl(1_int64, bits - 1) - 1
  end function largest

end module narrowing
