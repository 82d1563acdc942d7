!> Packed matrices: read from a program file, multiplied with narrow vectors, looked up by row.
!>
!> Rows lie in strips of 16, a strip in tiles of 64 columns: row after row (module words), or, if the
!> matrix is spread, side by side (module lanes). A weight is
!> (scale * (code - zero) + offset) * 2**-exponent; scales are stored in one of three ways:
!>
!>   by_row   unit of the row times factor; factor - 1 (4 bits) and zero (4 bits more) are one byte
!>   short    16 bits: a significand of 11 bits, shifted left by the 5 bits above it
!>   long     64 bits, with offsets
!>
!> Sums of codes times activations have 32 bits; the program's author has cut rows into segments
!> in which they cannot overflow.
module matrices
  use, intrinsic :: iso_c_binding, only: c_f_pointer, c_intptr_t, c_loc
  use rounding, only: int8, int16, int32, int64, round_shift
  use narrowing, only: narrow, narrow_by_block
  use lookahead, only: cache_line, look_ahead
  use words, only: tile_rows, tile_columns, chunk_tiles, chunk_columns, unpack, split_pairs, widen
  use lanes, only: lane_codes, lane_words, multiply_codes, multiply_pairs, multiply_pairs_together, &
                   pair_radix, together
  implicit none
  private
  public :: matrix, inputs, read_matrix, prepare, reads_alike, multiply, look_up, packed_bytes

  integer, parameter :: by_row = 1, short = 2, long = 3
  integer, parameter :: half_tile = tile_columns / 2

  type :: matrix
    integer :: rows, columns, width, tiles, strips, chunks  ! width: columns of all tiles
    integer :: bits, radix, count                   ! of words; words of a tile
    integer :: storage, exponent, group_size, slots, run, least_zero
    logical :: spread                               ! by_row, a byte for each 32 columns
    integer, allocatable :: segments(:, :)          ! first place - 1, places, slot
    integer, allocatable :: first_segment(:)        ! of each chunk
    integer, allocatable :: places(:)               ! of each column in the tiles
    integer(int8), allocatable :: memory(:)         ! planes, and room to begin at a cache line
    integer(int8), pointer, contiguous :: planes(:, :, :)  ! [bytes, tiles, strips]
    integer(int32), pointer, contiguous :: streams(:, :, :)  ! spread: the same, as integers
    integer(int8), allocatable :: blocks(:, :, :)   ! [slots, 16, strips]: zeros, or bytes by_row
    integer(int32), allocatable :: lane_blocks(:, :, :)  ! spread: [16, (tiles + 1) / 2, strips]
    integer(int16), allocatable :: short_scales(:, :, :)
    integer(int64), allocatable :: scales(:, :, :), offsets(:, :, :)
    integer(int64), allocatable :: units(:)         ! of rows
    integer(int64), allocatable :: bias(:)
  end type matrix

  !> Narrow vectors in the order of a matrix's tiles. For a spread one they lie in groups of 1 or
  !> `together`, filled up with zeros: `low` is multiplied with words and `high` with upper codes.
  type :: inputs
    integer(int16), allocatable :: codes(:, :)      ! [width, tokens]
    integer(int64), allocatable :: sums(:, :)       ! of each segment's codes, [segments, tokens]
    integer, allocatable :: shifts(:)
    integer(int32), allocatable :: low(:, :, :), high(:, :, :)  ! [n, words of a row, groups]
    integer(int32), allocatable :: halves(:, :, :)  ! sums of 32 codes, [n, 2 * tiles, groups]
  end type inputs

contains

  subroutine read_matrix(file, m)
    integer, intent(in) :: file
    type(matrix), intent(out), target :: m
    integer(int64) :: head(16)
    read (file) head
    m%rows = int(head(1)); m%columns = int(head(2)); m%tiles = int(head(3))
    m%bits = int(head(4)); m%radix = int(head(5)); m%storage = int(head(6))
    m%exponent = int(head(7)); m%group_size = int(head(8)); m%slots = int(head(9))
    m%run = int(head(10)); m%least_zero = int(head(11))
    m%width = m%tiles * tile_columns
    m%strips = (m%rows + tile_rows - 1) / tile_rows
    m%count = tile_rows * merge(tile_columns, half_tile, m%radix == 0)
    m%chunks = (m%tiles + chunk_tiles - 1) / chunk_tiles
    m%spread = head(15) /= 0
    allocate (m%segments(3, head(12)), m%places(m%columns))
    if (m%spread) then
      allocate (m%lane_blocks(tile_rows, (m%tiles + 1) / 2, m%strips), m%blocks(0, 0, 0))
    else
      allocate (m%blocks(m%slots, tile_rows, m%strips), m%lane_blocks(0, 0, 0))
    end if
    read (file) m%segments, m%places
    call find_chunks(m)
    call read_planes(file, m%bits * m%count / 8, m)
    read (file) m%blocks, m%lane_blocks
    call read_scales(file, m, head(13) /= 0)
    if (head(14) /= 0) then
      allocate (m%bias(m%rows))
      read (file) m%bias
    end if
  end subroutine read_matrix

  !> No segment lies in two chunks.
  subroutine find_chunks(m)
    type(matrix), intent(inout) :: m
    integer :: chunk
    allocate (m%first_segment(m%chunks + 1))
    do chunk = 1, m%chunks + 1
      m%first_segment(chunk) = count(m%segments(1, :) < (chunk - 1) * chunk_columns) + 1
    end do
  end subroutine find_chunks

  !> Vectors of 64 bytes are read fastest if none lies in two cache lines.
  subroutine read_planes(file, bytes, m)
    integer, intent(in) :: file, bytes
    type(matrix), intent(inout), target :: m
    integer(int64) :: length
    integer :: skipped
    length = int(bytes, int64) * m%tiles * m%strips
    allocate (m%memory(length + cache_line))
    skipped = int(modulo(-transfer(c_loc(m%memory), 0_c_intptr_t), int(cache_line, c_intptr_t)))
    m%planes(1:bytes, 1:m%tiles, 1:m%strips) => m%memory(skipped + 1:skipped + length)
    call c_f_pointer(c_loc(m%memory(skipped + 1)), m%streams, [bytes / 4, m%tiles, m%strips])
    call read_bytes(file, length, m%planes)
  end subroutine read_planes

  !> All at once.
  subroutine read_bytes(file, length, bytes)
    integer, intent(in) :: file
    integer(int64), intent(in) :: length
    integer(int8), intent(out) :: bytes(length)
    read (file) bytes
  end subroutine read_bytes

  subroutine read_scales(file, m, with_offsets)
    integer, intent(in) :: file
    type(matrix), intent(inout) :: m
    logical, intent(in) :: with_offsets
    select case (m%storage)
    case (by_row)
      allocate (m%units(tile_rows * m%strips))
      read (file) m%units
    case (short)
      allocate (m%short_scales(m%slots, tile_rows, m%strips))
      read (file) m%short_scales
    case default
      allocate (m%scales(m%slots, tile_rows, m%strips))
      read (file) m%scales
    end select
    if (with_offsets) then
      allocate (m%offsets(m%slots, tile_rows, m%strips))
      read (file) m%offsets
    end if
  end subroutine read_scales

  !> Bytes that codes, scales, zeros and offsets take in memory.
  pure integer(int64) function packed_bytes(m) result(bytes)
    type(matrix), intent(in) :: m
    bytes = size(m%planes, kind=int64) + size(m%blocks, kind=int64) &
            + 4 * size(m%lane_blocks, kind=int64)
    if (allocated(m%short_scales)) bytes = bytes + 2 * size(m%short_scales, kind=int64)
    if (allocated(m%scales)) bytes = bytes + 8 * size(m%scales, kind=int64)
    if (allocated(m%offsets)) bytes = bytes + 8 * size(m%offsets, kind=int64)
    if (allocated(m%units)) bytes = bytes + 8 * size(m%units, kind=int64)
  end function packed_bytes

  !> Narrows wide vectors [columns, tokens] for a matrix.
  subroutine prepare(m, x, bits, by_block, a)
    type(matrix), intent(in) :: m
    integer(int64), intent(in), contiguous :: x(:, :)
    integer, intent(in) :: bits
    logical, intent(in) :: by_block
    type(inputs), intent(inout) :: a
    integer(int16) :: codes(m%columns)
    integer :: token, s, first
    call make_room(m, size(x, 2), a)
    do token = 1, size(x, 2)
      if (by_block) then
        call narrow_by_block(x(:, token), bits, m%group_size, codes, a%shifts(token))
      else
        call narrow(x(:, token), bits, codes, a%shifts(token))
      end if
      a%codes(m%places, token) = codes
      if (m%spread) call lay_out(m, token, a)
      if (m%storage == by_row) cycle
      do s = 1, size(m%segments, 2)
        first = m%segments(1, s)
        a%sums(s, token) = sum(int(a%codes(first + 1:first + m%segments(2, s), token), int64))
      end do
    end do
  end subroutine prepare

  !> A narrow vector for tiles whose rows lie side by side.
  pure subroutine lay_out(m, token, a)
    type(matrix), intent(in) :: m
    integer, intent(in) :: token
    type(inputs), intent(inout) :: a
    integer :: group, place, i
    group = (token - 1) / size(a%low, 1) + 1
    place = token - (group - 1) * size(a%low, 1)
    if (m%radix == 0) then
      a%low(place, :, group) = a%codes(:, token)
    else
      a%low(place, :, group) = a%codes(1::2, token)
      a%high(place, :, group) = a%codes(2::2, token) - pair_radix * a%low(place, :, group)
    end if
    do i = 1, 2 * m%tiles
      a%halves(place, i, group) = sum(int(a%codes((i - 1) * half_tile + 1:i * half_tile, token), int32))
    end do
  end subroutine lay_out

  !> Whether what was prepared for one matrix serves another.
  pure logical function reads_alike(m, other) result(alike)
    type(matrix), intent(in) :: m, other
    alike = m%columns == other%columns .and. m%group_size == other%group_size &
            .and. ((m%storage == by_row) .eqv. (other%storage == by_row)) &
            .and. (m%spread .eqv. other%spread) .and. ((m%radix == 0) .eqv. (other%radix == 0))
    if (alike) alike = all(m%places == other%places) .and. size(m%segments) == size(other%segments)
    if (alike) alike = all(m%segments == other%segments)
  end function reads_alike

  subroutine make_room(m, tokens, a)
    type(matrix), intent(in) :: m
    integer, intent(in) :: tokens
    type(inputs), intent(inout) :: a
    integer :: n, groups, words
    if (allocated(a%codes)) deallocate (a%codes, a%sums, a%shifts)
    allocate (a%codes(m%width, tokens), a%sums(size(m%segments, 2), tokens), a%shifts(tokens))
    a%codes = 0_int16
    if (.not. m%spread) return
    if (allocated(a%low)) deallocate (a%low, a%high, a%halves)
    n = merge(1, together, tokens == 1)
    groups = (tokens + n - 1) / n
    words = m%tiles * lane_words(m%radix)
    allocate (a%low(n, words, groups), a%high(n, words, groups), a%halves(n, 2 * m%tiles, groups), &
              source=0_int32)
  end subroutine make_room

  !> The wide outputs [rows, tokens]; to be called by all threads of a team, which do not wait.
  subroutine multiply(m, a, y)
    type(matrix), intent(in) :: m
    type(inputs), intent(in) :: a
    integer(int64), intent(inout), contiguous :: y(:, :)
    integer(int64) :: exact(tile_rows, size(y, 2) + together - 1)
    integer :: strip, token, first, last
    !$omp do schedule(static)
    do strip = 1, m%strips
      if (m%spread) then
        call multiply_lanes(m, strip, a, exact)
      else
        call multiply_chunks(m, strip, a, size(y, 2), exact)
      end if
      first = (strip - 1) * tile_rows + 1
      last = min(strip * tile_rows, m%rows)
      do token = 1, size(y, 2)
        if (m%storage == by_row) exact(:, token) = exact(:, token) * m%units(first:first + 15)
        y(first:last, token) = round_shift(exact(:last - first + 1, token), &
                                           m%exponent - a%shifts(token))
        if (allocated(m%bias)) y(first:last, token) = y(first:last, token) + m%bias(first:last)
      end do
    end do
    !$omp end do nowait
  end subroutine multiply

  !> Exact products of a strip of a spread matrix, in units of rows; the last group may be filled up.
  pure subroutine multiply_lanes(m, strip, a, exact)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip
    type(inputs), intent(in) :: a
    integer(int64), intent(out) :: exact(tile_rows, size(a%low, 1), size(a%low, 3))
    integer(int32) :: y(tile_rows, size(a%low, 1))
    integer :: before, tiles, group
    exact = 0
    do before = 0, m%tiles - 1, m%run / tile_columns
      tiles = min(m%run / tile_columns, m%tiles - before)
      do group = 1, size(a%low, 3)
        call multiply_run(m, strip, before, tiles, a, group, y)
        exact(:, :, group) = exact(:, :, group) + y
      end do
    end do
  end subroutine multiply_lanes

  !> Products of tiles whose sums fit 32 bits.
  pure subroutine multiply_run(m, strip, before, tiles, a, group, y)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, before, tiles, group
    type(inputs), intent(in) :: a
    integer(int32), intent(out) :: y(:, :)
    integer :: word, part
    word = before * lane_words(m%radix) + 1
    part = 2 * before + 1
    if (m%radix == 0) then
      call multiply_codes(size(a%low, 1), m%bits, tiles, before, m%streams(:, before + 1:before + tiles, strip), &
                          m%lane_blocks(1, 1, strip), m%least_zero, a%low(1, word, group), &
                          a%halves(1, part, group), y)
    else if (size(a%low, 1) == 1) then
      call multiply_pairs(tiles, before, m%streams(:, before + 1:before + tiles, strip), &
                          m%lane_blocks(1, 1, strip), m%least_zero, a%low(1, word, group), &
                          a%high(1, word, group), a%halves(1, part, group), y)
    else
      call multiply_pairs_together(tiles, before, m%streams(:, before + 1:before + tiles, strip), &
                                   m%lane_blocks(1, 1, strip), m%least_zero, a%low(1, word, group), &
                                   a%high(1, word, group), a%halves(1, part, group), y)
    end if
  end subroutine multiply_run

  !> Exact products of a strip of another matrix, by_row in units of rows.
  pure subroutine multiply_chunks(m, strip, a, tokens, exact)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, tokens
    type(inputs), intent(in) :: a
    integer(int64), intent(out) :: exact(tile_rows, tokens)
    integer(int16) :: codes(chunk_columns, tile_rows)
    integer :: chunk, token
    exact = 0
    do chunk = 1, m%chunks
      call decode_chunk(m, strip, chunk, codes)
      do token = 1, tokens
        call add_products(m, strip, chunk, codes, a%codes(:, token), a%sums(:, token), &
                          exact(:, token))
      end do
    end do
  end subroutine multiply_chunks

  !> Codes of the tiles of a chunk; by_row: (code - zero) * factor.
  pure subroutine decode_chunk(m, strip, chunk, codes)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, chunk
    integer(int16), intent(inout) :: codes(chunk_columns, tile_rows)
    integer(int8) :: w(tile_rows * tile_columns), seen
    integer :: before, tiles, tile, at, lines
    before = (chunk - 1) * chunk_tiles
    tiles = min(chunk_tiles, m%tiles - before)
    lines = m%bits * m%count / (8 * cache_line)
    seen = 0_int8
    do tile = 1, tiles
      call unpack(m%bits, m%count, m%planes(:, before + tile, strip), w)
      call look_ahead(lines, m%planes(:, before + tile, strip), seen)
      at = (tile - 1) * tile_columns + 1
      if (m%radix > 0) call split_pairs(w, m%radix, codes(at, 1))
      if (m%radix == 0) call widen(w, codes(at, 1))
    end do
    if (m%storage == by_row) call scale_segments(m, strip, chunk, codes)
  end subroutine decode_chunk

  pure subroutine scale_segments(m, strip, chunk, codes)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, chunk
    integer(int16), intent(inout) :: codes(chunk_columns, tile_rows)
    integer(int16) :: block, factor, zero
    integer :: r, s, first, last
    do r = 1, tile_rows
      do s = m%first_segment(chunk), m%first_segment(chunk + 1) - 1
        first = m%segments(1, s) + 1 - (chunk - 1) * chunk_columns
        last = first + m%segments(2, s) - 1
        block = iand(int(m%blocks(m%segments(3, s), r, strip), int16), 255_int16)
        factor = iand(block, 15_int16) + 1_int16
        zero = shifta(block, 4) + int(m%least_zero, int16)
        codes(first:last, r) = (codes(first:last, r) - zero) * factor
      end do
    end do
  end subroutine scale_segments

  !> Adds the exact products of 16 rows of a chunk with a narrow vector, by_row in units of rows.
  pure subroutine add_products(m, strip, chunk, codes, a, sums, y)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, chunk
    integer(int16), intent(in) :: codes(chunk_columns, tile_rows), a(m%width)
    integer(int64), intent(in) :: sums(size(m%segments, 2))
    integer(int64), intent(inout) :: y(tile_rows)
    integer :: r, before, n
    before = (chunk - 1) * chunk_columns
    n = min(chunk_columns, m%width - before)
    if (m%storage == by_row) then
      do r = 1, tile_rows, 4
        call add_runs(n, m%run, codes(1, r), a(before + 1), y(r))
      end do
    else
      do r = 1, tile_rows
        y(r) = y(r) + segment_products(m, strip, chunk, r, codes(:, r), a(before + 1), sums)
      end do
    end if
  end subroutine add_products

  !> Adds the dot products of four rows, `run` entries at a time in 32 bits.
  pure subroutine add_runs(n, run, c, a, y)
    integer, intent(in) :: n, run
    integer(int16), intent(in) :: c(chunk_columns, 4), a(n)
    integer(int64), intent(inout) :: y(4)
    integer :: first
    do first = 1, n, run
      call add_dots(min(run, n - first + 1), c(first, 1), a(first), y)
    end do
  end subroutine add_runs

  pure subroutine add_dots(n, c, a, y)
    integer, intent(in) :: n
    integer(int16), intent(in) :: c(chunk_columns, 4), a(n)
    integer(int64), intent(inout) :: y(4)
    integer(int32) :: s1, s2, s3, s4, x
    integer :: i
    s1 = 0
    s2 = 0
    s3 = 0
    s4 = 0
    do i = 1, n
      x = a(i)
      s1 = s1 + int(c(i, 1), int32) * x
      s2 = s2 + int(c(i, 2), int32) * x
      s3 = s3 + int(c(i, 3), int32) * x
      s4 = s4 + int(c(i, 4), int32) * x
    end do
    y = y + [s1, s2, s3, s4]
  end subroutine add_dots

  !> sum of scale * (sum of codes * a - zero * sum of a) + offset * sum of a.
  pure integer(int64) function segment_products(m, strip, chunk, r, codes, a, sums) result(total)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, chunk, r
    integer(int16), intent(in) :: codes(chunk_columns), a(*)
    integer(int64), intent(in) :: sums(size(m%segments, 2))
    integer(int64) :: centred
    integer :: s, slot, first
    total = 0
    do s = m%first_segment(chunk), m%first_segment(chunk + 1) - 1
      first = m%segments(1, s) + 1 - (chunk - 1) * chunk_columns
      slot = m%segments(3, s)
      centred = dot(m%segments(2, s), codes(first), a(first)) &
                - iand(int(m%blocks(slot, r, strip), int64), 255_int64) * sums(s)
      total = total + scale_of(m, slot, r, strip) * centred
      if (allocated(m%offsets)) total = total + m%offsets(slot, r, strip) * sums(s)
    end do
  end function segment_products

  pure integer(int64) function scale_of(m, slot, r, strip) result(scale)
    type(matrix), intent(in) :: m
    integer, intent(in) :: slot, r, strip
    integer(int64) :: word
    if (m%storage == short) then
      word = iand(int(m%short_scales(slot, r, strip), int64), 65535_int64)
      scale = shiftl(iand(word, 2047_int64), int(shiftr(word, 11)))
    else
      scale = m%scales(slot, r, strip)
    end if
  end function scale_of

  pure integer(int32) function dot(n, c, a) result(total)
    integer, intent(in) :: n
    integer(int16), intent(in) :: c(n), a(n)
    integer :: i
    total = 0
    do i = 1, n
      total = total + int(c(i), int32) * int(a(i), int32)
    end do
  end function dot

  !> A row of a table, rounded to wide integers.
  pure subroutine look_up(m, row, unit, y)
    type(matrix), intent(in) :: m
    integer, intent(in) :: row, unit
    integer(int64), intent(out) :: y(m%columns)
    integer(int64) :: weights(m%width)
    integer :: strip, r, s
    strip = (row - 1) / tile_rows + 1
    r = row - (strip - 1) * tile_rows
    if (m%spread) then
      call codes_of_lane(m, strip, r, weights)
    else
      call codes_of_chunks(m, strip, r, weights)
    end if
    if (m%storage == by_row) then
      weights = weights * m%units(row)
    else
      do s = 1, size(m%segments, 2)
        call scale_weights(m, strip, r, m%segments(3, s), &
                           weights(m%segments(1, s) + 1:m%segments(1, s) + m%segments(2, s)))
      end do
    end if
    y = round_shift(weights(m%places), m%exponent - unit)
  end subroutine look_up

  !> A row of a spread matrix: (code - zero) * factor.
  pure subroutine codes_of_lane(m, strip, r, weights)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, r
    integer(int64), intent(out) :: weights(tile_columns, m%tiles)
    integer(int32) :: codes(tile_columns)
    integer :: tile
    do tile = 1, m%tiles
      call lane_codes(m%bits, m%radix, m%streams(:, tile, strip), m%lane_blocks(1, 1, strip), tile, &
                      m%least_zero, r, codes)
      weights(:, tile) = codes
    end do
  end subroutine codes_of_lane

  !> A row of another matrix: codes, or by_row (code - zero) * factor.
  pure subroutine codes_of_chunks(m, strip, r, weights)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, r
    integer(int64), intent(out) :: weights(m%width)
    integer(int16) :: codes(chunk_columns, tile_rows)
    integer :: chunk, before, n
    do chunk = 1, m%chunks
      call decode_chunk(m, strip, chunk, codes)
      before = (chunk - 1) * chunk_columns
      n = min(chunk_columns, m%width - before)
      weights(before + 1:before + n) = codes(:n, r)
    end do
  end subroutine codes_of_chunks

  pure subroutine scale_weights(m, strip, r, slot, weights)
    type(matrix), intent(in) :: m
    integer, intent(in) :: strip, r, slot
    integer(int64), intent(inout) :: weights(:)
    weights = scale_of(m, slot, r, strip) &
              * (weights - iand(int(m%blocks(slot, r, strip), int64), 255_int64))
    if (allocated(m%offsets)) weights = weights + m%offsets(slot, r, strip)
  end subroutine scale_weights

end module matrices
