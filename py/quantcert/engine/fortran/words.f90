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
  public :: tile_rows, tile_columns, chunk_tiles, chunk_columns, unpack, split_pairs, widen

  integer, parameter :: tile_rows = 16, tile_columns = 64
  integer, parameter :: chunk_tiles = 9  ! decoded at a time: 18 KiB
  integer, parameter :: chunk_columns = chunk_tiles * tile_columns

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
    integer(int8), intent(in) :: p(64, 7)
    integer(int8), intent(out) :: w(64, 8)
    integer(int8), parameter :: four = 15_int8, two = 48_int8, one = 64_int8
    integer(int8) :: a, b, c
    integer :: i
    do i = 1, 64
      a = p(i, 5)
      b = p(i, 6)
      c = p(i, 7)
      w(i, 1) = ior(ior(iand(p(i, 1), four), iand(ishft(a, 4), two)), iand(ishft(c, 6), one))
      w(i, 2) = ior(ior(iand(p(i, 2), four), iand(ishft(b, 4), two)), iand(ishft(c, 5), one))
      w(i, 3) = ior(ior(iand(p(i, 3), four), iand(ishft(a, 2), two)), iand(ishft(c, 4), one))
      w(i, 4) = ior(ior(iand(p(i, 4), four), iand(ishft(b, 2), two)), iand(ishft(c, 3), one))
      w(i, 5) = ior(ior(high(p(i, 1)), iand(a, two)), iand(ishft(c, 2), one))
      w(i, 6) = ior(ior(high(p(i, 2)), iand(b, two)), iand(ishft(c, 1), one))
      w(i, 7) = ior(ior(high(p(i, 3)), iand(ishft(a, -2), two)), iand(c, one))
      w(i, 8) = ior(ior(high(p(i, 4)), iand(ishft(b, -2), two)), iand(ishft(c, -1), one))
    end do
  end subroutine unpack_seven

  !> The upper four bits of a byte.
  elemental integer(int8) function high(byte)
    integer(int8), intent(in) :: byte
    high = iand(ishft(byte, -4), 15_int8)
  end function high

  !> The upper code of a pair: word / radix, for all words below 128 (tested). The reciprocal has 16
  !> bits, so that compilers find the instruction for the upper half of a product.
  elemental integer(int16) function upper(word, radix)
    integer(int16), intent(in) :: word
    integer, intent(in) :: radix
    integer(int16) :: reciprocal
    reciprocal = int(65536 / radix + 1, int16)
    upper = int(shifta(int(word, int32) * int(reciprocal, int32), 16), int16)
  end function upper

  !> Codes of pairs, into 64 columns of each row of c.
  pure subroutine split_pairs(w, radix, c)
    integer(int8), intent(in) :: w(32, tile_rows)
    integer, intent(in) :: radix
    integer(int16), intent(inout) :: c(chunk_columns, tile_rows)
    integer(int16) :: word, high, step
    integer :: r, i
    step = int(radix, int16)
    do r = 1, tile_rows
      do i = 1, 32
        word = w(i, r)
        high = upper(word, radix)
        c(i, r) = word - step * high
        c(32 + i, r) = high
      end do
    end do
  end subroutine split_pairs

  !> Codes of whole words, as they are.
  pure subroutine widen(w, c)
    integer(int8), intent(in) :: w(tile_columns, tile_rows)
    integer(int16), intent(inout) :: c(chunk_columns, tile_rows)
    integer :: r, i
    do r = 1, tile_rows
      do i = 1, tile_columns
        c(i, r) = iand(int(w(i, r), int16), 255_int16)
      end do
    end do
  end subroutine widen

end module words
