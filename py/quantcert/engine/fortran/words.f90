!> Packed codes of a tile of 16 rows and 64 columns, and the codes themselves.
!>
!> A word holds one code, or two: of columns i and 32 + i of the tile, `low + radix * high`. Words
!> lie row after row. Their bits are cut into planes of 4, 2 and 1 bits, the lowest bits first; byte
!> b of a plane of q bits and n bytes holds those of words b, b + n, b + 2n, .. from its lowest bits
!> on. So unpacking is shifts and masks of whole vectors of bytes.
module words
  use rounding, only: int8, int16, int32
  implicit none
  private
  public :: tile_rows, tile_columns, unpack, split_pairs, split_pairs_scaled, widen, widen_scaled

  integer, parameter :: tile_rows = 16, tile_columns = 64

contains

  !> The words of a tile, each below 2**bits, as bytes.
  pure subroutine unpack(bits, count, planes, w)
    integer, intent(in) :: bits, count
    integer(int8), intent(in) :: planes(bits * count / 8)
    integer(int8), intent(out) :: w(count)
    if (bits == 7 .and. count == 512) then
      call unpack_seven(planes, w)
    else
      call unpack_any(bits, count, planes, w)
    end if
  end subroutine unpack

  pure subroutine unpack_any(bits, count, planes, w)
    integer, intent(in) :: bits, count
    integer(int8), intent(in) :: planes(bits * count / 8)
    integer(int8), intent(out) :: w(count)
    integer :: done, width, first, length, part
    w = 0_int8
    done = 0
    first = 1
    do while (done < bits)
      width = merge(4, merge(2, 1, bits - done >= 2), bits - done >= 4)
      length = width * count / 8
      do part = 0, 8 / width - 1
        call add_bits(length, planes(first), width * part, width, done, w(part * length + 1))
      end do
      first = first + length
      done = done + width
    end do
  end subroutine unpack_any

  !> Puts `width` bits from bit `from` of each byte to bit `to` of each word.
  pure subroutine add_bits(length, bytes, from, width, to, w)
    integer, intent(in) :: length, from, width, to
    integer(int8), intent(in) :: bytes(length)
    integer(int8), intent(inout) :: w(length)
    integer :: i
    do i = 1, length
      w(i) = int(ior(int(w(i)), shiftl(ibits(int(bytes(i)), from, width), to)), int8)
    end do
  end subroutine add_bits

  !> 512 words of 7 bits: planes of 256, 128 and 64 bytes. Eight vectors of 64 words each.
  pure subroutine unpack_seven(p, w)
    integer(int8), intent(in) :: p(448)
    integer(int8), intent(out) :: w(512)
    integer(int8), parameter :: four = 15_int8, two = 48_int8, one = 64_int8
    integer(int8) :: a, b, c
    integer :: i
    do i = 1, 64
      a = p(256 + i)
      b = p(320 + i)
      c = p(384 + i)
      w(i) = ior(ior(iand(p(i), four), iand(ishft(a, 4), two)), iand(ishft(c, 6), one))
      w(64 + i) = ior(ior(iand(p(64 + i), four), iand(ishft(b, 4), two)), iand(ishft(c, 5), one))
      w(128 + i) = ior(ior(iand(p(128 + i), four), iand(ishft(a, 2), two)), iand(ishft(c, 4), one))
      w(192 + i) = ior(ior(iand(p(192 + i), four), iand(ishft(b, 2), two)), iand(ishft(c, 3), one))
      w(256 + i) = ior(ior(iand(ishft(p(i), -4), four), iand(a, two)), iand(ishft(c, 2), one))
      w(320 + i) = ior(ior(iand(ishft(p(64 + i), -4), four), iand(b, two)), iand(ishft(c, 1), one))
      w(384 + i) = ior(ior(iand(ishft(p(128 + i), -4), four), iand(ishft(a, -2), two)), iand(c, one))
      w(448 + i) = ior(ior(iand(ishft(p(192 + i), -4), four), iand(ishft(b, -2), two)), &
                       iand(ishft(c, -1), one))
    end do
  end subroutine unpack_seven

  !> Codes of pairs, into 64 columns of each row of c.
  !>
  !> word / radix is word * reciprocal / 2**16, for all words below 128 (tested).
  pure subroutine split_pairs(w, radix, columns, c)
    integer(int8), intent(in) :: w(32, tile_rows)
    integer, intent(in) :: radix, columns
    integer(int16), intent(inout) :: c(columns, tile_rows)
    integer(int16) :: word, high, step
    integer(int32) :: reciprocal
    integer :: r, i
    step = int(radix, int16)
    reciprocal = 65536 / radix + 1
    do r = 1, tile_rows
      do i = 1, 32
        word = w(i, r)
        high = int(shifta(int(word, int32) * reciprocal, 16), int16)
        c(i, r) = word - step * high
        c(32 + i, r) = high
      end do
    end do
  end subroutine split_pairs

  !> (code - zero) * factor of pairs; factor and zero are those of 32 columns of a row.
  pure subroutine split_pairs_scaled(w, radix, columns, factor, zero, halves, c)
    integer(int8), intent(in) :: w(32, tile_rows)
    integer, intent(in) :: radix, columns, halves
    integer(int16), intent(in) :: factor(halves, tile_rows), zero(halves, tile_rows)
    integer(int16), intent(inout) :: c(columns, tile_rows)
    integer(int16) :: word, high, step, factors(2), zeros(2)
    integer(int32) :: reciprocal
    integer :: r, i
    step = int(radix, int16)
    reciprocal = 65536 / radix + 1
    do r = 1, tile_rows
      factors = factor(1:2, r)
      zeros = zero(1:2, r)
      do i = 1, 32
        word = w(i, r)
        high = int(shifta(int(word, int32) * reciprocal, 16), int16)
        c(i, r) = (word - step * high - zeros(1)) * factors(1)
        c(32 + i, r) = (high - zeros(2)) * factors(2)
      end do
    end do
  end subroutine split_pairs_scaled

  !> Codes of whole words, as they are.
  pure subroutine widen(w, columns, c)
    integer(int8), intent(in) :: w(tile_columns, tile_rows)
    integer, intent(in) :: columns
    integer(int16), intent(inout) :: c(columns, tile_rows)
    integer :: r, i
    do r = 1, tile_rows
      do i = 1, tile_columns
        c(i, r) = iand(int(w(i, r), int16), 255_int16)
      end do
    end do
  end subroutine widen

  !> (code - zero) * factor of whole words.
  pure subroutine widen_scaled(w, columns, factor, zero, halves, c)
    integer(int8), intent(in) :: w(32, 2, tile_rows)
    integer, intent(in) :: columns, halves
    integer(int16), intent(in) :: factor(halves, tile_rows), zero(halves, tile_rows)
    integer(int16), intent(inout) :: c(columns, tile_rows)
    integer(int16) :: f, z
    integer :: r, h, i
    do r = 1, tile_rows
      do h = 1, 2
        f = factor(h, r)
        z = zero(h, r)
        do i = 1, 32
          c(32 * (h - 1) + i, r) = (iand(int(w(i, h, r), int16), 255_int16) - z) * f
        end do
      end do
    end do
  end subroutine widen_scaled

end module words
