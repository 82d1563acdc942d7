prelude
import QuantCert.Algebra.Abs
import QuantCert.Algebra.RingNorm

/-!
# Cauchy sequences in an ordered field

Statements about late terms are for all `m` and `n` from some number on, so that one notion serves
sequences and the differences of their terms.

## Main definitions
* `Null f`: late terms of the double sequence `f` are as small as one likes.
* `IsCauchy a`: late terms of `a` are as close to each other as one likes.

## Main theorems
* `IsCauchy.add`, `IsCauchy.neg`, `IsCauchy.mul`: operations keep Cauchy sequences.
-/

universe u

namespace QuantCert

variable {K : Type u} [OrderedField K]

/-! ## Null sequences -/

/-- `p m n` holds for all `m` and `n` from some number on. -/
def Late (p : Nat → Nat → Prop) : Prop := ∃ N, ∀ m n, N ≤ m → N ≤ n → p m n

/-- What follows from two late statements is late. -/
theorem Late.and_then {p q r : Nat → Nat → Prop} (hp : Late p) (hq : Late q)
    (h : ∀ m n, p m n → q m n → r m n) : Late r :=
  have ⟨M, hM⟩ := hp
  have ⟨N, hN⟩ := hq
  ⟨M + N, fun m n hm hn => h m n (hM m n (by omega) (by omega)) (hN m n (by omega) (by omega))⟩

/-- What follows from a late statement is late. -/
theorem Late.mono {p q : Nat → Nat → Prop} (hp : Late p) (h : ∀ m n, p m n → q m n) : Late q :=
  hp.and_then hp fun m n hp _ => h m n hp

/-- Late terms are as small as one likes. -/
def Null (f : Nat → Nat → K) : Prop := ∀ e, 0 < e → Late fun m n => abs (f m n) ≤ e

/-- Late terms have a common bound. -/
def LateBounded (f : Nat → Nat → K) : Prop := ∃ b, 0 < b ∧ Late fun m n => abs (f m n) ≤ b

/-- What agrees with a null sequence from some number on is null. -/
theorem Null.of_late {f g : Nat → Nat → K} (hf : Null f) (h : Late fun m n => f m n = g m n) :
    Null g :=
  fun e he => (hf e he).and_then h fun _ _ h e => e ▸ h

/-- Double sequences with the same terms are both null. -/
theorem Null.of_eq {f g : Nat → Nat → K} (hf : Null f) (h : ∀ m n, f m n = g m n) : Null g :=
  hf.of_late ⟨0, fun m n _ _ => h m n⟩

/-- Zero is null. -/
theorem null_zero : Null fun _ _ => (0 : K) :=
  fun _ he => ⟨0, fun _ _ _ _ => le_trans (le_of_eq abs_zero) (le_of_lt he)⟩

/-- A sum of null sequences is null. -/
theorem Null.add {f g : Nat → Nat → K} (hf : Null f) (hg : Null g) :
    Null fun m n => f m n + g m n :=
  fun e he =>
    have half := div_pos he zero_lt_two
    (hf _ half).and_then (hg _ half) fun _ _ h h' =>
      le_trans (abs_add_le _ _) (add_halves e ▸ add_le_add h h')

/-- The negative of a null sequence is null. -/
theorem Null.neg {f : Nat → Nat → K} (hf : Null f) : Null fun m n => -f m n :=
  fun e he => (hf e he).mono fun _ _ h => by rw [abs_neg]; exact h

/-- The product of a null sequence with a bounded one is null. -/
theorem Null.mul {f g : Nat → Nat → K} (hf : Null f) (hg : LateBounded g) :
    Null fun m n => f m n * g m n :=
  have ⟨_, pos, hb⟩ := hg
  fun e he => (hf _ (div_pos he pos)).and_then hb fun _ _ h h' =>
    div_mul_cancel e (ne_of_gt pos) ▸ abs_mul_le h h'

/-! ## Cauchy sequences -/

/-- Late terms are as close to each other as one likes. -/
def IsCauchy (a : Nat → K) : Prop := Null fun m n => a m - a n

namespace IsCauchy

variable {a b : Nat → K}

/-- A constant sequence is a Cauchy sequence. -/
theorem const (x : K) : IsCauchy fun _ => x := null_zero.of_eq fun _ _ => (sub_self x).symm

/-- Late terms of a Cauchy sequence have a common bound. -/
theorem bounded_left (ha : IsCauchy a) : LateBounded fun m _ => a m := by
  have ⟨N, hN⟩ := ha 1 zero_lt_one
  refine ⟨abs (a N) + 1, lt_of_lt_of_le zero_lt_one (le_add_of_nonneg_left (abs_nonneg _)), N, ?_⟩
  intro m _ hm _
  have h := le_trans (abs_sub_abs_le (a m) (a N)) (hN m N hm (Nat.le_refl N))
  rw [sub_le_iff_le_add, add_comm] at h
  exact h

/-- The same of the second index. -/
theorem bounded_right (ha : IsCauchy a) : LateBounded fun _ n => a n :=
  have ⟨b, pos, N, h⟩ := ha.bounded_left
  ⟨b, pos, N, fun m n hm hn => h n m hn hm⟩

/-- A sum of Cauchy sequences is a Cauchy sequence. -/
theorem add (ha : IsCauchy a) (hb : IsCauchy b) : IsCauchy fun n => a n + b n :=
  (Null.add ha hb).of_eq fun _ _ => (add_sub_add_comm _ _ _ _).symm

/-- The negative of a Cauchy sequence is a Cauchy sequence. -/
theorem neg (ha : IsCauchy a) : IsCauchy fun n => -a n :=
  (Null.neg ha).of_eq fun m n => ring_eq [a m, a n] (by decide +kernel)

/-- A product of Cauchy sequences is a Cauchy sequence. -/
theorem mul (ha : IsCauchy a) (hb : IsCauchy b) : IsCauchy fun n => a n * b n :=
  ((Null.mul hb ha.bounded_left).add (Null.mul ha hb.bounded_right)).of_eq fun m n =>
    ring_eq [a m, a n, b m, b n] (by decide +kernel)

end IsCauchy

end QuantCert
