!> A run of a program: tokens are read, many at a time or one by one, and give logits.
!>
!> A team of threads shares the rows of matrices, the heads of attention and the entries of gates;
!> each number is computed by one thread from whole vectors, so that threads change no bit.
module decoder
  use rounding, only: int64
  use layers, only: attend, cache, gate, make_cache, remember, rms_norm, rotate, silu
  use matrices, only: inputs, look_up, matrix, multiply, prepare, reads_alike
  use programs, only: layer, program_data
  implicit none
  private
  public :: run_state, start, read_tokens

  type :: run_state
    integer :: length = 0
    type(cache), allocatable :: kept(:)
  end type run_state

contains

  subroutine start(p, positions, run)
    type(program_data), intent(in) :: p
    integer, intent(in) :: positions
    type(run_state), intent(out) :: run
    integer :: i
    allocate (run%kept(size(p%layers)))
    do i = 1, size(p%layers)
      call make_cache(p%head_dim, positions, p%groups, p%bits, run%kept(i))
    end do
  end subroutine start

  !> Reads tokens, counted from 0; logits [vocabulary, wanted] are those after the last ones.
  subroutine read_tokens(p, run, tokens, logits)
    type(program_data), intent(in) :: p
    type(run_state), intent(inout) :: run
    integer, intent(in) :: tokens(:)
    integer(int64), intent(inout), contiguous :: logits(:, :)
    integer(int64), allocatable :: x(:, :), normed(:, :)
    type(inputs) :: a
    integer :: t, i, wanted
    allocate (x(p%dim, size(tokens)))
    do t = 1, size(tokens)
      call look_up(p%embedding, tokens(t) + 1, p%unit, x(:, t))
    end do
    do i = 1, size(p%layers)
      call attention(p, p%layers(i), run%length, run%kept(i), x)
      call mlp(p, p%layers(i), x)
    end do
    run%length = run%length + size(tokens)
    wanted = size(logits, 2)
    if (wanted == 0) return
    allocate (normed(p%dim, wanted))
    do t = 1, wanted
      call rms_norm(p%final_norm, p%unit, x(:, size(tokens) - wanted + t), normed(:, t))
    end do
    if (p%tied) then
      call apply(p, p%embedding, normed, a, logits)
    else
      call apply(p, p%head, normed, a, logits)
    end if
  end subroutine read_tokens

  subroutine apply(p, m, x, a, y)
    type(program_data), intent(in) :: p
    type(matrix), intent(in) :: m
    integer(int64), intent(in), contiguous :: x(:, :)
    type(inputs), intent(inout) :: a
    integer(int64), intent(inout), contiguous :: y(:, :)
    call prepare(m, x, p%bits, p%by_block, a)
    !$omp parallel default(shared)
    call multiply(m, a, y)
    !$omp end parallel
  end subroutine apply

  !> The same vectors for another matrix: what is there, if that matrix reads it alike.
  subroutine prepare_again(p, m, other, x, there, room, found)
    type(program_data), intent(in) :: p
    type(matrix), intent(in) :: m, other
    integer(int64), intent(in), contiguous :: x(:, :)
    type(inputs), intent(inout), target :: there, room
    type(inputs), pointer, intent(out) :: found
    if (reads_alike(m, other)) then
      found => there
    else
      call prepare(m, x, p%bits, p%by_block, room)
      found => room
    end if
  end subroutine prepare_again

  !> x := x + output(attention of norm(x)).
  subroutine attention(p, l, before, kept, x)
    type(program_data), intent(in) :: p
    type(layer), intent(in) :: l
    integer, intent(in) :: before
    type(cache), intent(inout) :: kept
    integer(int64), intent(inout), contiguous :: x(:, :)
    integer(int64), allocatable :: normed(:, :), q(:, :), k(:, :), v(:, :), mixed(:, :), added(:, :)
    type(inputs), target :: a, ak, av
    type(inputs), pointer :: for_key, for_value
    integer :: t, h, n, first
    n = size(x, 2)
    allocate (normed, added, mold=x)
    allocate (q(l%query%rows, n), mixed(l%query%rows, n), k(l%key%rows, n), v(l%value%rows, n))
    do t = 1, n
      call rms_norm(l%attention_norm, p%unit, x(:, t), normed(:, t))
    end do
    call prepare(l%query, normed, p%bits, p%by_block, a)
    call prepare_again(p, l%key, l%query, normed, a, ak, for_key)
    call prepare_again(p, l%value, l%query, normed, a, av, for_value)
    !$omp parallel default(shared) private(t, h, first)
    call multiply(l%query, a, q)
    call multiply(l%key, for_key, k)
    call multiply(l%value, for_value, v)
    !$omp barrier
    !$omp do schedule(static)
    do h = 1, p%groups
      first = (h - 1) * p%head_dim + 1
      do t = 1, n
        call rotate(p%cosines(:, before + t), p%sines(:, before + t), &
                    k(first:first + p%head_dim - 1, t))
        call remember(kept, before + t, h, p%bits, k(first:first + p%head_dim - 1, t), &
                      v(first:first + p%head_dim - 1, t))
      end do
    end do
    !$omp end do
    !$omp do schedule(static)
    do h = 1, p%heads
      first = (h - 1) * p%head_dim + 1
      do t = 1, n
        call rotate(p%cosines(:, before + t), p%sines(:, before + t), &
                    q(first:first + p%head_dim - 1, t))
        call attend(kept, (h - 1) / (p%heads / p%groups) + 1, before + t, p%bits, p%unit, &
                    p%score_factor, p%table, q(first:first + p%head_dim - 1, t), &
                    mixed(first:first + p%head_dim - 1, t))
      end do
    end do
    !$omp end do
    !$omp end parallel
    call apply(p, l%output, mixed, a, added)
    x = x + added
  end subroutine attention

  !> x := x + down(silu(gate(norm(x))) * up(norm(x))).
  subroutine mlp(p, l, x)
    type(program_data), intent(in) :: p
    type(layer), intent(in) :: l
    integer(int64), intent(inout), contiguous :: x(:, :)
    integer(int64), allocatable :: normed(:, :), g(:, :), u(:, :), added(:, :)
    type(inputs), target :: a, au
    type(inputs), pointer :: for_up
    integer :: t, i
    allocate (normed, added, mold=x)
    allocate (g(p%inner, size(x, 2)), u(p%inner, size(x, 2)))
    do t = 1, size(x, 2)
      call rms_norm(l%mlp_norm, p%unit, x(:, t), normed(:, t))
    end do
    call prepare(l%gate, normed, p%bits, p%by_block, a)
    call prepare_again(p, l%up, l%gate, normed, a, au, for_up)
    !$omp parallel default(shared) private(i, t)
    call multiply(l%gate, a, g)
    call multiply(l%up, for_up, u)
    !$omp barrier
    do t = 1, size(x, 2)
      !$omp do schedule(static)
      do i = 1, p%inner
        g(i, t) = silu(p%table, p%unit, g(i, t))
      end do
      !$omp end do nowait
    end do
    !$omp end parallel
    do t = 1, size(x, 2)
      call gate(p%unit, g(:, t), u(:, t))
    end do
    call apply(p, l%down, g, a, added)
    x = x + added
  end subroutine mlp

end module decoder
