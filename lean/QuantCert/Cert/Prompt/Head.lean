prelude
import QuantCert.Cert.Digits.Spread
import QuantCert.Cert.Prompt.Average
import QuantCert.Cert.Prompt.Linear
import QuantCert.Cert.Prompt.Rope

/-!
# Dot products of heads, with few operations

The offsets of both factors are removed by sums of digits that are computed once for each head, and
radii are bounded by the largest of a head.

## Main definitions
* `dotCell A B d t h j k`: the dot product of head `h` at position `t` of the box `A` and head `k` at
  position `j` of the box `B`.
* `Box.headSum`, `Box.headSize`, `Box.headRadius`, `Box.headMax`: what is computed once for a head.

## Main theorems
* `dotCell_holds`
-/

universe u

namespace QuantCert

open Digits

/-- The largest of the first `n` values. -/
noncomputable def maxBelow (n : Nat) (f : Nat → Nat) : Nat :=
  Nat.rec 0 (fun i acc => cond (Nat.ble acc (f i)) (f i) acc) n

/-- No value is larger. -/
theorem le_maxBelow {n : Nat} {f : Nat → Nat} {i : Nat} (hi : i < n) : f i ≤ maxBelow n f := by
  induction n with
  | zero => exact absurd hi (Nat.not_lt_zero i)
  | succ n ih =>
    show f i ≤ cond (Nat.ble (maxBelow n f) (f n)) (f n) (maxBelow n f)
    cases hb : Nat.ble (maxBelow n f) (f n) with
    | true =>
      show f i ≤ f n
      cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hi) with
      | inl e => exact Nat.le_of_eq (congrArg f e)
      | inr hlt => exact Nat.le_trans (ih hlt) (Nat.le_of_ble_eq_true hb)
    | false =>
      show f i ≤ maxBelow n f
      cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hi) with
      | inl e =>
        rw [e]
        refine Nat.le_of_lt (Nat.lt_of_not_le fun hle => ?_)
        rw [Nat.ble_eq_true_of_le hle] at hb
        exact Bool.noConfusion hb
      | inr hlt => exact ih hlt

/-- The sum of the products of the lowest `d` digits of `X` and `Y`. -/
noncomputable def dotDigits (k l d : Nat) : (X Y : Nat) → Nat :=
  Nat.rec (fun _ _ => 0) (fun _ rest X Y => Nat.add
    (Nat.mul (Nat.land X (Nat.sub (Nat.pow 2 k) 1)) (Nat.land Y (Nat.sub (Nat.pow 2 l) 1)))
    (rest (Nat.shiftRight X k) (Nat.shiftRight Y l))) d

/-- The products are added up. -/
theorem dotDigits_eq (k l : Nat) : ∀ d X Y : Nat,
    dotDigits k l d X Y = sum d fun c => digit k X c * digit l Y c
  | 0, _, _ => rfl
  | d + 1, X, Y => by
    show (X &&& 2 ^ k - 1) * (Y &&& 2 ^ l - 1) + dotDigits k l d (X >>> k) (Y >>> l) = _
    rw [dotDigits_eq k l d, sum_succ_left, Nat.and_two_pow_sub_one_eq_mod,
      Nat.and_two_pow_sub_one_eq_mod, digit_zero, digit_zero]
    refine congrArg (X % 2 ^ k * (Y % 2 ^ l) + ·) (sum_congr fun i _ => ?_)
    rw [digit_succ, digit_succ, Nat.shiftRight_eq_div_pow, Nat.shiftRight_eq_div_pow]

namespace Box

/-- The offset of midpoints. -/
def offset (B : Box) : Nat := Nat.pow 2 (Nat.sub B.width 1)

/-- The midpoints of position `t` from head `h` on. -/
def headDigits (B : Box) (d t h : Nat) : Nat :=
  Nat.shiftRight (listEntry B.mids t) (Nat.mul B.width (Nat.mul h d))

/-- Entry `c` of head `h` at position `t`. -/
def headCell (B : Box) (d t h c : Nat) : Cell := B.cell t (Nat.add (Nat.mul h d) c)

/-- The sum of the digits of a head. -/
noncomputable def headSum (B : Box) (d t h : Nat) : Nat := sumDigits B.width d (B.headDigits d t h)

/-- The sum of the absolute midpoints of a head. -/
noncomputable def headSize (B : Box) (d t h : Nat) : Nat :=
  sumBelow d fun c => (B.headCell d t h c).size

/-- The largest radius of a head. -/
noncomputable def headRadius (B : Box) (d t h : Nat) : Nat :=
  maxBelow d fun c => (B.headCell d t h c).rad

/-- No absolute entry of a head is larger. -/
noncomputable def headMax (B : Box) (d t h : Nat) : Nat :=
  maxBelow d fun c => Nat.add (B.headCell d t h c).size (B.headCell d t h c).rad

/-- A digit of a head. -/
theorem digit_headDigits (B : Box) (d t h c : Nat) :
    digit B.width (B.headDigits d t h) c = (B.headCell d t h c).pos := by
  show digit B.width (listEntry B.mids t >>> (B.width * (h * d))) c =
    readDigit B.width (listEntry B.mids t) (h * d + c)
  rw [readDigit_eq, Nat.shiftRight_eq_div_pow]
  unfold digit
  rw [Nat.div_div_eq_div_mul, ← Nat.pow_add, ← Nat.mul_add]

end Box

/-- The dot product of head `h` of `A` at position `t` and head `k` of `B` at position `j`. -/
noncomputable def dotCell (A B : Box) (d t h j k : Nat) : Cell where
  pos := Nat.add (dotDigits A.width B.width d (A.headDigits d t h) (B.headDigits d j k))
    (Nat.mul d (Nat.mul A.offset B.offset))
  neg := Nat.add (Nat.mul (A.headSum d t h) B.offset) (Nat.mul A.offset (B.headSum d j k))
  rad := Nat.add (Nat.mul (B.headRadius d j k)
      (Nat.add (A.headSize d t h) (Nat.mul d (A.headRadius d t h))))
    (Nat.mul (A.headRadius d t h) (B.headSize d j k))

/-- Radii of products, bounded by the largest radii. -/
theorem sum_rad_le {d : Nat} {r s m l : Nat → Nat} {R S : Nat} (hr : ∀ c, c < d → r c ≤ R)
    (hs : ∀ c, c < d → s c ≤ S) :
    (sum d fun c => m c * s c + r c * (l c + s c)) ≤ S * (sum d m + d * R) + R * sum d l := by
  induction d with
  | zero =>
    rw [sum_zero]
    exact Nat.zero_le _
  | succ d ih =>
    have h := ih (fun c hc => hr c (Nat.lt.step hc)) fun c hc => hs c (Nat.lt.step hc)
    have h1 := Nat.mul_le_mul_left (m d) (hs d (Nat.lt_succ_self d))
    have h2 := Nat.mul_le_mul_right (l d) (hr d (Nat.lt_succ_self d))
    have h3 := Nat.mul_le_mul (hr d (Nat.lt_succ_self d)) (hs d (Nat.lt_succ_self d))
    rw [sum_succ, sum_succ, sum_succ, Nat.mul_add (r d), Nat.succ_mul]
    rw [Nat.mul_add] at h
    rw [Nat.mul_add S, Nat.mul_add S, Nat.mul_add S, Nat.mul_add R, Nat.mul_comm S (m d),
      Nat.mul_comm S R]
    omega

/-- The dot product of two heads is enclosed. -/
theorem dotCell_holds {R : Type u} [OrderedField R] {A B : Box} {d t h j k : Nat} {x y : Vec R}
    (hx : ∀ c, c < d → (A.headCell d t h c).Holds A.scale (x c))
    (hy : ∀ c, c < d → (B.headCell d j k c).Holds B.scale (y c)) :
    (dotCell A B d t h j k).Holds (A.scale + B.scale) (sum d fun c => x c * y c) := by
  have hsum := Cell.sum_holds fun c hc => Cell.mul_holds (hx c hc) (hy c hc)
  have ⟨hpos, hneg⟩ := sum_offset d A.offset B.offset
    (fun c => (A.headCell d t h c).pos) (fun c => (B.headCell d j k c).pos)
  have digitsA : ∀ c, c < d → digit A.width (A.headDigits d t h) c = (A.headCell d t h c).pos :=
    fun c _ => A.digit_headDigits d t h c
  have digitsB : ∀ c, c < d → digit B.width (B.headDigits d j k) c = (B.headCell d j k c).pos :=
    fun c _ => B.digit_headDigits d j k c
  have p : (Cell.sum d fun c => (A.headCell d t h c).mul (B.headCell d j k c)).pos =
      (dotCell A B d t h j k).pos := by
    show sumBelow d (fun c => (A.headCell d t h c).pos * (B.headCell d j k c).pos +
      A.offset * B.offset) = dotDigits A.width B.width d (A.headDigits d t h)
        (B.headDigits d j k) + d * (A.offset * B.offset)
    rw [sumBelow_eq, hpos, dotDigits_eq]
    exact congrArg (· + _) (sum_congr fun c hc => by rw [digitsA c hc, digitsB c hc])
  have q : (Cell.sum d fun c => (A.headCell d t h c).mul (B.headCell d j k c)).neg =
      (dotCell A B d t h j k).neg := by
    show sumBelow d (fun c => (A.headCell d t h c).pos * B.offset +
      A.offset * (B.headCell d j k c).pos) =
        A.headSum d t h * B.offset + A.offset * B.headSum d j k
    rw [sumBelow_eq, hneg]
    unfold Box.headSum
    rw [sumDigits_eq, sumDigits_eq, sum_congr digitsA, sum_congr digitsB]
  refine Cell.holds_of_le hsum ?_
  have hmid : (Cell.sum d fun c => (A.headCell d t h c).mul (B.headCell d j k c)).mid =
      (dotCell A B d t h j k).mid := by
    unfold Cell.mid
    rw [p, q]
  rw [hmid, Int.sub_self]
  show 0 + sumBelow d (fun c => (A.headCell d t h c).size * (B.headCell d j k c).rad +
    (A.headCell d t h c).rad * ((B.headCell d j k c).size + (B.headCell d j k c).rad)) ≤ _
  rw [Nat.zero_add, sumBelow_eq]
  have hle := sum_rad_le (d := d) (m := fun c => (A.headCell d t h c).size)
    (l := fun c => (B.headCell d j k c).size)
    (fun c hc => le_maxBelow (f := fun c => (A.headCell d t h c).rad) hc)
    (fun c hc => le_maxBelow (f := fun c => (B.headCell d j k c).rad) hc)
  refine Nat.le_trans hle ?_
  show _ ≤ B.headRadius d j k * (A.headSize d t h + d * A.headRadius d t h) +
    A.headRadius d t h * B.headSize d j k
  unfold Box.headSize
  rw [sumBelow_eq, sumBelow_eq]
  exact Nat.le_refl _

end QuantCert
