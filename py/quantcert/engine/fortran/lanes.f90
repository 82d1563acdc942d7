!> Spread matrices: the 16 rows of a strip lie side by side, and are computed at once.
!>
!> A word holds one code, or two of neighbouring columns, `low + 11 * high`. The words of a row of a
!> tile are one stream of bits, the lowest first, cut into integers of 32 bits: the first integers of
!> all 16 rows, then the second ones, .. So nothing is added across the lanes of a vector. Of a pair,
!>
!>     low * a + high * a' = word * a + high * (a' - 11 * a)
!>
!> where the numbers on the right that stand for activations are made ready once for all rows. Factor
!> and zero of 32 columns are a byte: factor - 1 in its lower 4 bits. Bytes of two tiles are an integer.
!>
!> Compiled by itself: where a procedure is expanded within another one, compilers forget that its
!> arguments do not overlap.
module lanes
  use rounding, only: int32
  use words, only: lane_rows => tile_rows, tile_columns
  implicit none
  private
  public :: pair_radix, together, lane_words, multiply_pairs, multiply_pairs_together, multiply_codes, &
            lane_codes

  integer, parameter :: half = tile_columns / 2
  integer, parameter :: together = 4                    ! vectors that share the work of unpacking
  integer, parameter :: pair_bits = 7, pair_radix = 11
  integer(int32), parameter :: pair_mask = 2**pair_bits - 1
  integer(int32), parameter :: reciprocal = 2**16 / pair_radix + 1  ! exact for words below 128 (tested)

contains

  !> Words of a row of a tile.
  pure integer function lane_words(radix)
    integer, intent(in) :: radix
    lane_words = merge(tile_columns, half, radix == 0)
  end function lane_words

  !> Sums of factor * (code - zero) * a, of the tiles after the first `first` ones, which must fit 32
  !> bits. `a` and `b` are of the words, `sums` of activations are of 32 columns.
  pure subroutine multiply_pairs(tiles, first, p, blocks, least_zero, a, b, sums, y)
    integer, parameter :: n = 1
    include 'pairs.inc'
  end subroutine multiply_pairs

  !> The same of `together` vectors.
  pure subroutine multiply_pairs_together(tiles, first, p, blocks, least_zero, a, b, sums, y)
    integer, parameter :: n = together
    include 'pairs.inc'
  end subroutine multiply_pairs_together

  !> The same of n vectors and whole codes.
  pure subroutine multiply_codes(n, bits, tiles, first, p, blocks, least_zero, a, sums, y)
    integer, intent(in) :: n, bits, tiles, first, least_zero
    integer(int32), intent(in) :: p(lane_rows, 2 * bits, tiles), blocks(lane_rows, *)
    integer(int32), intent(in) :: a(n, half, 2, tiles), sums(n, 2, tiles)
    integer(int32), intent(out) :: y(lane_rows, n)
    integer(int32) :: total(lane_rows, n), block(lane_rows)
    integer :: tile, part, t
    y = 0
    do tile = 1, tiles
      block = block_of(blocks(:, slot(first + tile)), first + tile)
      do part = 1, 2
        call sum_codes(n, bits, p(1, 1 + (part - 1) * bits, tile), a(1, 1, part, tile), total)
        do t = 1, n
          y(:, t) = y(:, t) + factor(block, 8 * (part - 1)) &
                    * (total(:, t) - (least_zero + zero(block, 8 * (part - 1))) * sums(t, part, tile))
        end do
      end do
    end do
  end subroutine multiply_codes

  !> Sums of 32 codes times n vectors, four columns at a time.
  pure subroutine sum_codes(n, bits, p, a, total)
    integer, intent(in) :: n, bits
    integer(int32), intent(in) :: p(lane_rows, bits), a(n, half)
    integer(int32), intent(out) :: total(lane_rows, n)
    integer(int32) :: c(lane_rows, 4)
    integer :: i, j, t
    total = 0
    do i = 1, half, 4
      do j = 1, 4
        call take(bits, i + j - 1, p, c(:, j))
      end do
      do t = 1, n
        total(:, t) = total(:, t) + c(:, 1) * a(t, i) + c(:, 2) * a(t, i + 1) &
                      + c(:, 3) * a(t, i + 2) + c(:, 4) * a(t, i + 3)
      end do
    end do
  end subroutine sum_codes

  !> A word within one integer.
  elemental integer(int32) function one(x, from)
    integer(int32), intent(in) :: x
    integer, intent(in) :: from
    one = iand(shiftr(x, from), pair_mask)
  end function one

  !> A word that begins in one integer and ends in the next.
  elemental integer(int32) function two(x, y, from)
    integer(int32), intent(in) :: x, y
    integer, intent(in) :: from
    two = iand(ior(shiftr(x, from), shiftl(y, 32 - from)), pair_mask)
  end function two

  !> Word `number` of all rows.
  pure subroutine take(bits, number, p, c)
    integer, intent(in) :: bits, number
    integer(int32), intent(in) :: p(lane_rows, *)
    integer(int32), intent(out) :: c(lane_rows)
    integer :: i, from
    i = (number - 1) * bits / 32 + 1
    from = (number - 1) * bits - 32 * (i - 1)
    c = shiftr(p(:, i), from)
    if (from + bits > 32) c = ior(c, shiftl(p(:, i + 1), 32 - from))
    c = iand(c, shiftl(1_int32, bits) - 1)
  end subroutine take

  !> (code - zero) * factor of a row of a tile.
  pure subroutine lane_codes(bits, radix, p, blocks, tile, least_zero, row, codes)
    integer, intent(in) :: bits, radix, tile, least_zero, row
    integer(int32), intent(in) :: p(*), blocks(lane_rows, *)
    integer(int32), intent(out) :: codes(half, 2)
    integer(int32) :: c(lane_rows), found(tile_columns), block
    integer :: i, part
    do i = 1, lane_words(radix)
      call take(bits, i, p, c)
      if (radix == 0) then
        found(i) = c(row)
      else
        found(2 * i - 1:2 * i) = [modulo(c(row), radix), c(row) / radix]
      end if
    end do
    block = block_of(blocks(row, slot(tile)), tile)
    do part = 1, 2
      codes(:, part) = found((part - 1) * half + 1:part * half)
      codes(:, part) = factor(block, 8 * (part - 1)) &
                       * (codes(:, part) - least_zero - zero(block, 8 * (part - 1)))
    end do
  end subroutine lane_codes

  !> Where the bytes of a tile are.
  pure integer function slot(tile)
    integer, intent(in) :: tile
    slot = (tile + 1) / 2
  end function slot

  !> The two bytes of a tile, lowest.
  elemental integer(int32) function block_of(word, tile)
    integer(int32), intent(in) :: word
    integer, intent(in) :: tile
    block_of = shiftr(word, 16 * modulo(tile - 1, 2))
  end function block_of

  elemental integer(int32) function factor(block, from)
    integer(int32), intent(in) :: block
    integer, intent(in) :: from
    factor = iand(shiftr(block, from), 15) + 1
  end function factor

  elemental integer(int32) function zero(block, from)
    integer(int32), intent(in) :: block
    integer, intent(in) :: from
    zero = iand(shiftr(block, from + 4), 15)
  end function zero

end module lanes
