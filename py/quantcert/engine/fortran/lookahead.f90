!> Memory that will soon be read, fetched in time.
!>
!> Compiled with instructions to fetch what a loop reads some iterations later; the loop here reads
!> no more than a byte of each cache line that has just been used. Other compilers may leave that
!> out: nothing changes but the speed.
module lookahead
  use, intrinsic :: iso_fortran_env, only: int8
  implicit none
  private
  public :: look_ahead, cache_line

  integer, parameter :: cache_line = 64

contains

  pure subroutine look_ahead(lines, bytes, seen)
    integer, intent(in) :: lines
    integer(int8), intent(in) :: bytes(cache_line, lines)
    integer(int8), intent(inout) :: seen
    integer :: i
    do i = 1, lines
      seen = ieor(seen, bytes(1, i))
    end do
  end subroutine look_ahead

end module lookahead
