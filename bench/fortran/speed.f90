!> How fast matrices are multiplied, and memory is read: `speed PROGRAM PASSES`.
!>
!> A pass multiplies every matrix of a program by a vector, without what stands between them, and adds
!> up 256 MiB of integers in pieces of 4 MiB. Of each matrix and piece the fastest time counts: so
!> other work on the machine disturbs little. Written are bytes and seconds, of matrices, of memory.
program speed
  use, intrinsic :: iso_fortran_env, only: int64, real64
  use matrices, only: inputs, matrix, multiply, prepare
  use programs, only: program_data, read_program, weight_bytes
  implicit none
  type :: work
    type(matrix), pointer :: m
    type(inputs) :: a
    integer(int64), allocatable :: y(:, :)
  end type work
  type(program_data), target :: p
  type(work), allocatable :: all(:)
  integer(int64), parameter :: piece = 2**19, pieces = 64
  integer(int64), allocatable :: memory(:, :)
  real(real64), allocatable :: least(:)
  real(real64) :: begin
  integer(int64) :: total
  character(256) :: word
  integer :: passes, i, j
  call get_command_argument(1, word)
  call read_program(trim(word), p)
  call get_command_argument(2, word)
  read (word, *) passes
  allocate (all(7 * size(p%layers) + 1), memory(piece, pieces), least(7 * size(p%layers) + 1 + pieces))
  do i = 1, size(p%layers)
    j = 7 * (i - 1)
    call add(all(j + 1), p%layers(i)%query)
    call add(all(j + 2), p%layers(i)%key)
    call add(all(j + 3), p%layers(i)%value)
    call add(all(j + 4), p%layers(i)%output)
    call add(all(j + 5), p%layers(i)%gate)
    call add(all(j + 6), p%layers(i)%up)
    call add(all(j + 7), p%layers(i)%down)
  end do
  call add(all(size(all)), p%embedding)
  memory = 1
  least = huge(least)
  do i = 1, passes
    do j = 1, size(all)
      begin = seconds()
      !$omp parallel default(shared)
      call multiply(all(j)%m, all(j)%a, all(j)%y)
      !$omp end parallel
      least(j) = min(least(j), seconds() - begin)
    end do
    do j = 1, pieces
      begin = seconds()
      call add_up(memory(:, j), total)
      least(size(all) + j) = min(least(size(all) + j), seconds() - begin)
      if (total /= piece) error stop 'speed: a sum is wrong'
    end do
  end do
  print '(i0, 1x, f0.9)', weight_bytes(p), sum(least(:size(all)))
  print '(i0, 1x, f0.9)', 8 * piece * pieces, sum(least(size(all) + 1:))

contains

  subroutine add(w, m)
    type(work), intent(out) :: w
    type(matrix), intent(in), target :: m
    integer(int64) :: x(m%columns, 1)
    integer :: k
    w%m => m
    allocate (w%y(m%rows, 1))
    x(:, 1) = [(modulo(k * 7919_int64, 65521_int64) - 32760, k = 1, m%columns)]
    call prepare(m, x, p%bits, p%by_block, w%a)
  end subroutine add

  real(real64) function seconds()
    integer(int64) :: ticks, rate
    call system_clock(ticks, rate)
    seconds = real(ticks, real64) / real(rate, real64)
  end function seconds

  subroutine add_up(values, total)
    integer(int64), intent(in), contiguous :: values(:)
    integer(int64), intent(out) :: total
    integer :: k
    total = 0
    !$omp parallel do reduction(+:total) schedule(static)
    do k = 1, size(values)
      total = total + values(k)
    end do
  end subroutine add_up

end program speed
