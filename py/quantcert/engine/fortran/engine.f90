!> The engine: `engine PROGRAM [LOGITS]`, told on standard input what to read and to write.
!>
!> First line: prompt tokens, tokens to write, tokens read at a time, stop tokens, factor of the
!> temperature (0: greedy), state of the generator. Then the prompt's tokens, then the stop tokens.
!> Written are one token a line, and last `done` with tokens and seconds of prompt and text and
!> the bytes of the weights. With LOGITS, the wide logits after each token go to that file.
program engine
  use, intrinsic :: iso_fortran_env, only: error_unit, int64, output_unit, real64
  use decoder, only: read_tokens, run_state, start
  use programs, only: program_data, read_program, weight_bytes
  use sampling, only: draw, greedy
  implicit none
  type(program_data) :: p
  type(run_state) :: run
  integer, allocatable :: prompt(:), stops(:)
  integer(int64), allocatable :: logits(:, :)
  integer(int64) :: factor, state
  integer :: prompt_count, count, piece, stop_count, token, written, logits_file
  real(real64) :: begin, middle
  call read_program(argument(1), p)
  read *, prompt_count, count, piece, stop_count, factor, state
  allocate (prompt(prompt_count), stops(stop_count))
  read *, prompt
  if (stop_count > 0) read *, stops
  if (prompt_count + count > p%positions) error stop 'engine: the text is too long'
  if (any(prompt < 0 .or. prompt >= p%vocabulary)) then
    error stop 'engine: a token is not in the vocabulary'
  end if
  if (command_argument_count() > 1) then
    open (newunit=logits_file, file=argument(2), access='stream', form='unformatted', &
          status='replace', action='write')
  end if
  call start(p, prompt_count + count, run)
  begin = seconds()
  call read_prompt
  middle = seconds()
  written = 0
  do while (written < count)
    if (factor == 0) then
      token = greedy(logits(:, size(logits, 2)))
    else
      call draw(logits(:, size(logits, 2)), p%unit, factor, p%table, state, token)
    end if
    written = written + 1
    write (output_unit, '(i0)') token
    flush (output_unit)
    if (any(stops == token)) exit
    if (written < count) call read_one
  end do
  write (output_unit, '(a, 2(1x, i0), 2(1x, f0.6), 1x, i0)') 'done', prompt_count, written, &
    middle - begin, seconds() - middle, weight_bytes(p)

contains

  !> Reads the prompt in pieces; logits of all tokens only if they are to be kept.
  subroutine read_prompt
    integer :: first, last, wanted
    do first = 1, prompt_count, piece
      last = min(first + piece - 1, prompt_count)
      wanted = merge(last - first + 1, merge(1, 0, last == prompt_count), keeps_logits())
      if (allocated(logits)) deallocate (logits)
      allocate (logits(p%vocabulary, wanted))
      call read_tokens(p, run, prompt(first:last), logits)
      if (keeps_logits()) write (logits_file) logits
    end do
  end subroutine read_prompt

  subroutine read_one
    if (size(logits, 2) /= 1) then
      deallocate (logits)
      allocate (logits(p%vocabulary, 1))
    end if
    call read_tokens(p, run, [token], logits)
    if (keeps_logits()) write (logits_file) logits
  end subroutine read_one

  logical function keeps_logits()
    keeps_logits = command_argument_count() > 1
  end function keeps_logits

  function argument(place) result(text)
    integer, intent(in) :: place
    character(:), allocatable :: text
    integer :: length
    call get_command_argument(place, length=length)
    if (length == 0) then
      write (error_unit, '(a)') 'usage: engine PROGRAM [LOGITS]'
      stop 2
    end if
    allocate (character(length) :: text)
    call get_command_argument(place, text)
  end function argument

  real(real64) function seconds()
    integer(int64) :: ticks, rate
    call system_clock(ticks, rate)
    seconds = real(ticks, real64) / real(rate, real64)
  end function seconds

end program engine
