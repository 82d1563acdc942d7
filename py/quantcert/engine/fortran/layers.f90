!> What stands between the matrices: norms, rotary positions, attention, gates.
module layers
  use rounding, only: int8, int16, int32, int64, root_floor, round_div, round_shift
  use narrowing, only: fitting_shift, narrow
  use powers, only: half_power, power_unit
  implicit none
  private
  public :: norm, cache, rms_norm, rotate, attend, silu, gate, remember, make_cache

  integer(int64), parameter :: norm_limit = shiftl(1_int64, 23) - 1
  integer(int64), parameter :: gate_limit = shiftl(1_int64, 30) - 1
  integer(int64), parameter :: one = shiftl(1_int64, power_unit)
  integer(int64), parameter :: log2_e = 94548  ! in units of 2**-16
  integer, parameter :: factor_unit = 16, angle_unit = 15, extra_bits = 8

  type :: norm
    integer(int64) :: epsilon
    integer(int64), allocatable :: factors(:)
  end type norm

  !> Narrow keys and values of a layer, 8 or 16 bits, with a shift for each head and position.
  type :: cache
    integer(int8), allocatable :: keys8(:, :, :), values8(:, :, :)      ! [head_dim, positions, groups]
    integer(int16), allocatable :: keys16(:, :, :), values16(:, :, :)
    integer, allocatable :: key_shifts(:, :), value_shifts(:, :)        ! [positions, groups]
  end type cache

contains

  subroutine make_cache(head_dim, positions, groups, bits, kept)
    integer, intent(in) :: head_dim, positions, groups, bits
    type(cache), intent(out) :: kept
    if (bits == 8) then
      allocate (kept%keys8(head_dim, positions, groups), kept%values8(head_dim, positions, groups))
    else
      allocate (kept%keys16(head_dim, positions, groups), kept%values16(head_dim, positions, groups))
    end if
    allocate (kept%key_shifts(positions, groups), kept%value_shifts(positions, groups))
  end subroutine make_cache

  !> RMSNorm of one wide vector.
  pure subroutine rms_norm(n, unit, x, y)
    type(norm), intent(in) :: n
    integer, intent(in) :: unit
    integer(int64), intent(in), contiguous :: x(:)
    integer(int64), intent(out), contiguous :: y(:)
    integer(int64) :: small(size(x)), square, divisor
    integer :: shift
    shift = fitting_shift(x, norm_limit)
    small = round_shift(x, shift)
    square = sum(small * small) + round_shift(n%epsilon, min(2 * shift, 62))
    divisor = max(root_floor(square), 1_int64)
    y = round_div(small * shiftl(n%factors, unit - factor_unit), divisor)
  end subroutine rms_norm

  !> Turns entries i and half + i of a head by the angles of its position.
  pure subroutine rotate(cosines, sines, head)
    integer(int32), intent(in), contiguous :: cosines(:), sines(:)
    integer(int64), intent(inout), contiguous :: head(:)
    integer(int64) :: first(size(cosines)), second(size(cosines))
    integer :: half
    half = size(cosines)
    first = head(:half)
    second = head(half + 1:)
    head(:half) = round_shift(first * cosines - second * sines, angle_unit)
    head(half + 1:) = round_shift(second * cosines + first * sines, angle_unit)
  end subroutine rotate

  !> Keeps the narrowed key and value of a head at a position.
  pure subroutine remember(kept, position, group, bits, key, value)
    type(cache), intent(inout) :: kept
    integer, intent(in) :: position, group, bits
    integer(int64), intent(in), contiguous :: key(:), value(:)
    integer(int16) :: codes(size(key))
    call narrow(key, bits, codes, kept%key_shifts(position, group))
    if (bits == 8) kept%keys8(:, position, group) = int(codes, int8)
    if (bits == 16) kept%keys16(:, position, group) = codes
    call narrow(value, bits, codes, kept%value_shifts(position, group))
    if (bits == 8) kept%values8(:, position, group) = int(codes, int8)
    if (bits == 16) kept%values16(:, position, group) = codes
  end subroutine remember

  !> What a head's query makes of the first `seen` positions of its group, wide.
  pure subroutine attend(kept, group, seen, bits, unit, factor, table, query, mixed)
    type(cache), intent(in) :: kept
    integer, intent(in) :: group, seen, bits, unit
    integer(int64), intent(in) :: factor, table(0:256)
    integer(int64), intent(in), contiguous :: query(:)
    integer(int64), intent(out), contiguous :: mixed(:)
    integer(int16) :: codes(size(query)), high(size(query)), low(size(query))
    integer(int64) :: scores(seen)
    integer :: shift, j, n
    n = size(query)
    call narrow(query, bits, codes, shift)
    high = int(shifta(int(codes, int32) + 128, 8), int16)
    low = int(codes - 256 * int(high, int32), int16)
    do j = 1, seen
      if (bits == 8) then
        scores(j) = dot8(n, codes, kept%keys8(:, j, group))
      else
        scores(j) = 256_int64 * dot16(n, high, kept%keys16(:, j, group)) &
                    + dot16(n, low, kept%keys16(:, j, group))
      end if
    end do
    scores = round_shift(scores * factor, 2 * unit - shift - kept%key_shifts(:seen, group))
    call to_weights(table, scores)
    call mix(kept, group, seen, bits, scores, mixed)
  end subroutine attend

  pure subroutine to_weights(table, scores)
    integer(int64), intent(in) :: table(0:256)
    integer(int64), intent(inout) :: scores(:)
    integer(int64) :: highest
    integer :: j
    highest = maxval(scores)
    do j = 1, size(scores)
      scores(j) = half_power(table, highest - scores(j))
    end do
  end subroutine to_weights

  !> Values mixed with weights, in units of the coarsest value and then of wide integers.
  pure subroutine mix(kept, group, seen, bits, weights, mixed)
    type(cache), intent(in) :: kept
    integer, intent(in) :: group, seen, bits
    integer(int64), intent(in) :: weights(seen)
    integer(int64), intent(out), contiguous :: mixed(:)
    integer :: j, coarsest, extra, n
    n = size(mixed)
    coarsest = maxval(kept%value_shifts(:seen, group))
    extra = min(coarsest, extra_bits)
    mixed = 0
    do j = 1, seen
      if (bits == 8) then
        call add8(n, int(weights(j), int32), coarsest - kept%value_shifts(j, group), &
                  kept%values8(:, j, group), mixed)
      else
        call add16(n, int(weights(j), int32), coarsest - kept%value_shifts(j, group), &
                   kept%values16(:, j, group), mixed)
      end if
    end do
    mixed = shiftl(round_div(shiftl(mixed, extra), sum(weights)), coarsest - extra)
  end subroutine mix

  pure integer(int64) function dot16(n, a, b) result(total)
    integer, intent(in) :: n
    integer(int16), intent(in) :: a(n), b(n)
    integer(int32) :: part
    integer :: i
    part = 0
    do i = 1, n
      part = part + int(a(i), int32) * int(b(i), int32)
    end do
    total = part
  end function dot16

  pure integer(int64) function dot8(n, a, b) result(total)
    integer, intent(in) :: n
    integer(int16), intent(in) :: a(n)
    integer(int8), intent(in) :: b(n)
    integer(int32) :: part
    integer :: i
    part = 0
    do i = 1, n
      part = part + int(a(i), int32) * int(b(i), int32)
    end do
    total = part
  end function dot8

  pure subroutine add16(n, weight, shift, values, total)
    integer, intent(in) :: n, shift
    integer(int32), intent(in) :: weight
    integer(int16), intent(in) :: values(n)
    integer(int64), intent(inout) :: total(n)
    integer(int64) :: half
    integer :: i
    half = shiftr(shiftl(1_int64, shift), 1)
    do i = 1, n
      total(i) = total(i) + shifta(int(weight, int64) * int(values(i), int64) + half, shift)
    end do
  end subroutine add16

  pure subroutine add8(n, weight, shift, values, total)
    integer, intent(in) :: n, shift
    integer(int32), intent(in) :: weight
    integer(int8), intent(in) :: values(n)
    integer(int64), intent(inout) :: total(n)
    integer(int64) :: half
    integer :: i
    half = shiftr(shiftl(1_int64, shift), 1)
    do i = 1, n
      total(i) = total(i) + shifta(int(weight, int64) * int(values(i), int64) + half, shift)
    end do
  end subroutine add8

  !> x := x * up, entry by entry, wide.
  pure subroutine gate(unit, x, up)
    integer, intent(in) :: unit
    integer(int64), intent(inout), contiguous :: x(:)
    integer(int64), intent(in), contiguous :: up(:)
    integer :: first, second
    first = fitting_shift(x, gate_limit)
    second = fitting_shift(up, gate_limit)
    x = round_shift(round_shift(x, first) * round_shift(up, second), unit - first - second)
  end subroutine gate

  pure integer(int64) function silu(table, unit, x) result(y)
    integer(int64), intent(in) :: table(0:256), x
    integer, intent(in) :: unit
    integer(int64) :: z, sigmoid
    z = half_power(table, round_shift(abs(x) * log2_e, unit))
    sigmoid = round_div(merge(z, one, x < 0) * one, one + z)
    y = round_shift(x * sigmoid, power_unit)
  end function silu

end module layers
