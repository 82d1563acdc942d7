!> The program of a network, read from its file.
module programs
  use rounding, only: int32, int64
  use layers, only: norm
  use matrices, only: matrix, packed_bytes, read_matrix
  implicit none
  private
  public :: program_data, layer, read_program, weight_bytes

  integer(int64), parameter :: magic = 5931894172722287954_int64  ! "QCPROG1" and its version
  type :: layer
    type(norm) :: attention_norm, mlp_norm
    type(matrix) :: query, key, value, output, gate, up, down
  end type layer

  type :: program_data
    integer :: unit, bits, positions, vocabulary, dim, inner, heads, groups, head_dim
    logical :: by_block, tied
    integer(int64) :: score_factor
    integer(int64) :: table(0:256)
    integer(int32), allocatable :: cosines(:, :), sines(:, :)  ! [half, positions]
    type(norm) :: final_norm
    type(matrix) :: embedding, head
    type(layer), allocatable :: layers(:)
  end type program_data

contains

  subroutine read_program(path, p)
    character(*), intent(in) :: path
    type(program_data), intent(out) :: p
    integer(int64) :: head(16)
    integer :: file, i
    open (newunit=file, file=path, access='stream', form='unformatted', status='old', action='read')
    read (file) head
    if (head(1) /= magic) error stop 'engine: the file is no program, or one of another version'
    p%unit = int(head(2)); p%bits = int(head(3)); p%by_block = head(4) /= 0
    p%positions = int(head(5)); p%vocabulary = int(head(6)); p%dim = int(head(7))
    p%inner = int(head(8)); p%heads = int(head(9)); p%groups = int(head(10))
    p%head_dim = int(head(11)); p%tied = head(13) /= 0; p%score_factor = head(14)
    allocate (p%cosines(p%head_dim / 2, p%positions), p%sines(p%head_dim / 2, p%positions))
    allocate (p%layers(head(12)))
    read (file) p%table, p%cosines, p%sines
    call read_norm(file, p%dim, p%final_norm)
    call read_matrix(file, p%embedding)
    if (.not. p%tied) call read_matrix(file, p%head)
    do i = 1, size(p%layers)
      call read_layer(file, p%dim, p%layers(i))
    end do
    close (file)
  end subroutine read_program

  subroutine read_layer(file, dim, l)
    integer, intent(in) :: file, dim
    type(layer), intent(out) :: l
    call read_norm(file, dim, l%attention_norm)
    call read_matrix(file, l%query)
    call read_matrix(file, l%key)
    call read_matrix(file, l%value)
    call read_matrix(file, l%output)
    call read_norm(file, dim, l%mlp_norm)
    call read_matrix(file, l%gate)
    call read_matrix(file, l%up)
    call read_matrix(file, l%down)
  end subroutine read_layer

  subroutine read_norm(file, dim, n)
    integer, intent(in) :: file, dim
    type(norm), intent(out) :: n
    allocate (n%factors(dim))
    read (file) n%epsilon, n%factors
  end subroutine read_norm

  !> Bytes of all weights in memory.
  pure integer(int64) function weight_bytes(p) result(bytes)
    type(program_data), intent(in) :: p
    integer :: i
    bytes = packed_bytes(p%embedding)
    if (.not. p%tied) bytes = bytes + packed_bytes(p%head)
    do i = 1, size(p%layers)
      associate (l => p%layers(i))
        bytes = bytes + packed_bytes(l%query) + packed_bytes(l%key) + packed_bytes(l%value) &
                + packed_bytes(l%output) + packed_bytes(l%gate) + packed_bytes(l%up) &
                + packed_bytes(l%down)
      end associate
    end do
  end function weight_bytes

end module programs
