prelude
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Cert.Prompt.ExpNear
import QuantCert.Cert.Prompt.Tree
import QuantCert.Thm.Prompt.Divergence

/-!
# Divergence of the distributions of the next token, from the boxes of the logits

## Main definitions
* `KlData`: the numbers that a certificate gives for one position.
* `checkKl`: whether the divergence at a position is at most `x`.

## Main theorems
* `kl_at_most`: then it is.
-/

universe u

namespace QuantCert

/-- What the divergence at one position is bounded with; `reference` and `change` are midpoints in
the units of the table. -/
structure KlData where
  /-- The table of exponentials. -/
  table : ExpTable
  /-- Subtracted from all logits, so that no exponent is positive. -/
  reference : Cell
  /-- About the logarithm of the ratio of the sums of exponentials. -/
  change : Cell

namespace KlData

/-- The exponent of an original logit. -/
def original (k : KlData) (A : Box) (t i : Nat) : Cell :=
  ((A.cell t i).convert A.scale k.table.argument).add k.reference.exact.neg'

/-- The exponent of a quantized logit. -/
def quantized (k : KlData) (B : Box) (t i : Nat) : Cell :=
  (((B.cell t i).convert B.scale k.table.argument).add k.change.exact).add k.reference.exact.neg'

/-- The difference of two logits, less `change`. -/
def difference (k : KlData) (A B : Box) (t i : Nat) : Cell :=
  Cell.addAt (finer A.scale B.scale) k.table.argument
    (Cell.addAt A.scale B.scale (A.cell t i) (B.cell t i).neg') k.change.exact.neg'

/-- The units of `difference`. -/
def differenceScale (k : KlData) (A B : Box) : Nat := finer (finer A.scale B.scale) k.table.argument

/-- One summand. -/
noncomputable def term (k : KlData) (x : Dyadic) (A B : Box) (t i : Nat) : Cell :=
  ((k.table.near (k.original A t i)).mul (Cell.addAt (k.differenceScale A B) x.scale
    (k.difference A B t i) (Cell.ofNat (Nat.add (Nat.pow 2 x.scale) x.mantissa)).neg')).add
  ((k.table.near (k.quantized B t i)).shift (finer (k.differenceScale A B) x.scale))

/-- The sum over the vocabulary. -/
noncomputable def total (k : KlData) (n : Nat) (x : Dyadic) (A B : Box) (t : Nat) : Cell :=
  Cell.sumTree n fun i => k.term x A B t i

end KlData

/-- Whether the divergence at position `t` is at most `x`, over a vocabulary of `n` tokens. -/
noncomputable def checkKl (k : KlData) (n : Nat) (x : Dyadic) (A B : Box) (t : Nat) : Bool :=
  Nat.blt 0 n && (Nat.ble n (Nat.pow 2 (levels n)) && (k.table.check &&
  ((allTree n fun i => k.table.domain (k.original A t i) && k.table.domain (k.quantized B t i)) &&
  Nat.ble (Nat.add (k.total n x A B t).pos (k.total n x A B t).rad) (k.total n x A B t).neg)))

variable {R : Type u} [ExpField R]

/-- A cell whose upper end is not positive encloses no positive number. -/
theorem Cell.nonpos {p : Nat} {c : Cell} {x : R} (hx : c.Holds p x) (h : c.pos + c.rad ≤ c.neg) :
    x ≤ 0 := by
  have hup := Cell.le_upper hx
  have h0 : c.upper = 0 := Nat.sub_eq_zero_of_le h
  rw [h0] at hup
  refine le_trans hup (le_of_eq ?_)
  unfold dyadic
  rw [intCast_natCast, natCast_zero, zero_div]

/-- The divergence of the quantized distribution of the next token from the original one, at a
position where the check succeeds. -/
theorem kl_at_most {k : KlData} {length n : Nat} {x : Dyadic} {A B : Box} {Z Y : Nat → Vec R}
    (hZ : A.Contains length n Z) (hY : B.Contains length n Y) {t : Nat} (ht : t < length)
    (h : checkKl k n x A B t = true) :
    KlAtMost n (softmax n (Z t)) (softmax n (Y t)) (x.value R) := by
  simp only [checkKl, Bool.and_eq_true_iff] at h
  obtain ⟨hn, hlevels, he, hdom, hle⟩ := h
  generalize hs : dyadic (R := R) k.table.argument k.reference.mid = s
  generalize hc : dyadic (R := R) k.table.argument k.change.mid = c
  have href : k.reference.exact.Holds k.table.argument s := hs ▸ Cell.holds_exact _ _
  have hchange : k.change.exact.Holds k.table.argument c := hc ▸ Cell.holds_exact _ _
  have hterm : ∀ i, i < n → (k.term x A B t i).Holds
      (k.table.scale + finer (k.differenceScale A B) x.scale)
      (exp (Z t i - s) * (Z t i - Y t i - c - (1 + x.value R)) + exp (Y t i + c - s)) :=
    fun i hi => by
      have hd := of_allTree hdom hi
      simp only [Bool.and_eq_true_iff] at hd
      have hz := hZ.cell ht hi
      have hy := hY.cell ht hi
      have hw := ExpTable.near_holds he (Cell.sub_holds (Cell.convert_holds _ hz) href) hd.1
      have hv := ExpTable.near_holds he (Cell.sub_holds
        (Cell.add_holds (Cell.convert_holds _ hy) hchange) href) hd.2
      have hdiff := Cell.addAt_holds (Cell.addAt_holds hz (Cell.neg_holds hy))
        (Cell.neg_holds hchange)
      have hone : (Cell.ofNat (2 ^ x.scale + x.mantissa)).Holds x.scale (1 + x.value R) := by
        have h1 := Cell.holds_ofNat (R := R) x.scale (2 ^ x.scale + x.mantissa)
        rwa [Int.natCast_add, dyadic_add, dyadic_two_pow] at h1
      have hall := Cell.addAt_holds hdiff (Cell.neg_holds hone)
      rw [← sub_eq_add_neg, ← sub_eq_add_neg, ← sub_eq_add_neg] at hall
      exact Cell.add_holds (Cell.mul_holds hw hall) (Cell.shift_holds _ hv)
  have hsum := Cell.nonpos (Cell.sumTree_holds (Nat.le_of_ble_eq_true hlevels) hterm)
    (Nat.le_of_ble_eq_true hle)
  refine klAtMost_of_sum (c := c) (Nat.le_of_ble_eq_true hn) ?_
  refine le_of_mul_le_mul_right (c := exp (-s)) ?_ (exp_pos (-s))
  rw [zero_mul, ← sum_mul_right]
  refine le_trans (le_of_eq (sum_congr fun i _ => ?_)) hsum
  rw [right_distrib, mul_right_comm, ← exp_add, ← exp_add, ← sub_eq_add_neg, ← sub_eq_add_neg]
  have hassoc : Z t i - Y t i - c - 1 - x.value R = Z t i - Y t i - c - (1 + x.value R) :=
    ring_eq [Z t i, Y t i, c, x.value R] (by decide +kernel)
  rw [hassoc]

end QuantCert
