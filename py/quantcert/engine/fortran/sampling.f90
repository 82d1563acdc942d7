!> Choosing the next token: the largest logit, or one drawn by Marsaglia's generator of 64 bits.
module sampling
  use rounding, only: int64, round_shift
  use powers, only: half_power
  implicit none
  private
  public :: greedy, draw

  integer(int64), parameter :: largest_gap = shiftl(1_int64, 36)

contains

  !> The token with the largest logit, counted from 0; of equal ones the first.
  pure integer function greedy(logits) result(token)
    integer(int64), intent(in) :: logits(:)
    token = maxloc(logits, dim=1) - 1
  end function greedy

  !> The first token whose weights, added up, exceed (state / 2) mod (their sum).
  subroutine draw(logits, unit, factor, table, state, token)
    integer(int64), intent(in) :: logits(:), factor, table(0:256)
    integer, intent(in) :: unit
    integer(int64), intent(inout) :: state
    integer, intent(out) :: token
    integer(int64) :: weights(size(logits)), highest, left
    integer :: i
    highest = maxval(logits)
    do i = 1, size(logits)
      weights(i) = half_power(table, round_shift(min(highest - logits(i), largest_gap) * factor, unit))
    end do
    state = ieor(state, shiftl(state, 13))
    state = ieor(state, shiftr(state, 7))
    state = ieor(state, shiftl(state, 17))
    left = mod(shiftr(state, 1), sum(weights))
    token = 0
    do while (left >= weights(token + 1))
      left = left - weights(token + 1)
      token = token + 1
    end do
  end subroutine draw

end module sampling
