prelude
import QuantCert.Cert.Integer.Shift
import QuantCert.Cert.Prompt.Cell
import QuantCert.Cert.Prompt.Slice
import QuantCert.Spec.Integer.Real

/-!
# Proved logits of the integer program as a box

The logits are integers, so that radii are zero: a box for what compares two enclosed networks.

## Main definitions
* `Integer.Hold`: the digits of a number hold some integers, in units `2^-s` times as large
* `Integer.checkHold`: whether those of another number are a part of them

## Main theorems
* `Integer.hold_cons`: from part to part
* `Integer.real_contains`: the box contains the logits of the program
-/

universe u

namespace QuantCert.Integer

open Digits

/-- From digit `start` on, `n` digits of `w` bits of `X` hold the integers `y` times `2^s`. -/
def Hold (w s X start n : Nat) (y : List Int) : Prop :=
  ∀ i, i < n → ((digit w X (start + i) : Nat) : Int) - ((2 ^ (w - 1) : Nat) : Int) =
    y.getD i 0 * ((2 ^ s : Nat) : Int)

/-- Bits in which both are compared. -/
def holdWidth (v w o s : Nat) : Nat := Nat.succ (Nat.add (Nat.add v s) (Nat.add w o))

/-- Whether the digits of `X` from `start` on are those of `P`, which has digits of `v` bits, each `2^o`
larger. -/
noncomputable def checkHold (v w o s start n X P : Nat) : Bool :=
  Nat.blt 0 w && (Nat.ble n (Nat.pow 2 (log2Ceil n)) && withValue (holdWidth v w o s) fun W =>
    withValue (repunit W n) fun ones =>
      Nat.beq (Nat.add (spreadSlice W w start n X) (Nat.mul ones (Nat.pow 2 (Nat.add o s))))
        (Nat.add (Nat.mul (spreadSlice W v 0 n P) (Nat.pow 2 s))
          (Nat.mul ones (Nat.pow 2 (Nat.sub w 1)))))

/-- Digits that pass are the same but for offset and unit. -/
theorem checkHold_sound {v w o s start n X P : Nat} (h : checkHold v w o s start n X P = true) :
    ∀ i, i < n → digit w X (start + i) + 2 ^ (o + s) = digit v P i * 2 ^ s + 2 ^ (w - 1) := by
  simp only [checkHold, Bool.and_eq_true_iff, withValue_eq] at h
  obtain ⟨hw, hn, heq⟩ := h
  have hw' : 0 < w := Nat.le_of_ble_eq_true hw
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have heq' := Nat.eq_of_beq_eq_true _ _ heq
  have hW : holdWidth v w o s = v + s + (w + o) + 1 := rfl
  generalize holdWidth v w o s = W at *
  have hones : repunit W n = pack W n fun _ => 1 := repunit_eq n (by omega)
  rw [spreadSlice_eq (by omega) hn', spreadSlice_eq (by omega) hn', hones] at heq'
  have hconst : ∀ c, Nat.mul (pack W n fun _ => 1) c = pack W n fun _ => c := fun c =>
    pack_one_mul c W n
  have hscaled : Nat.mul (pack W n fun j => digit v P (0 + j)) (Nat.pow 2 s) =
      pack W n fun j => digit v P (0 + j) * 2 ^ s := pack_mul _ _ _ _
  rw [hconst, hconst, hscaled] at heq'
  have hleft : ∀ f : Nat → Nat, ∀ c, Nat.add (pack W n f) (pack W n fun _ => c) =
      pack W n fun j => f j + c := fun f c => pack_add W n f fun _ => c
  rw [hleft, hleft] at heq'
  have hpow : ∀ a, a < W → 2 * 2 ^ a ≤ 2 ^ W := fun a ha => by
    rw [Nat.mul_comm, ← Nat.pow_succ]
    exact Nat.pow_le_pow_right (by decide) ha
  have hbig := hpow w (by omega)
  have hoff := hpow (o + s) (by omega)
  have hhalf : 2 ^ (w - 1) ≤ 2 ^ w := Nat.pow_le_pow_right (by decide) (Nat.sub_le w 1)
  have hsum := hpow (v + s) (by omega)
  intro i hi
  have hdigits := pack_inj (fun j _ => ?_) (fun j _ => ?_) heq' hi
  · rwa [Nat.zero_add] at hdigits
  · have := digit_lt w X (start + j)
    show digit w X (start + j) + 2 ^ (o + s) < _
    omega
  · have hd := digit_lt v P (0 + j)
    have hmul : digit v P (0 + j) * 2 ^ s < 2 ^ (v + s) := by
      rw [Nat.pow_add]
      exact Nat.mul_lt_mul_of_pos_right hd (Nat.two_pow_pos s)
    show digit v P (0 + j) * 2 ^ s + 2 ^ (w - 1) < _
    omega

/-- Nothing is held. -/
theorem hold_nil {w s X start : Nat} : Hold w s X start 0 [] := fun _ h => absurd h (Nat.not_lt_zero _)

/-- One more part. -/
theorem hold_cons {v w o s start next n m c X P : Nat} {y : List Int}
    (h : checkHold v w o s start n X P = true) (hnext : Nat.beq (Nat.add start n) next = true)
    (hc : Nat.beq (Nat.add n m) c = true) (hrest : Hold w s X next m y) :
    Hold w s X start c (ints v o n P ++ y) := fun i hi => by
  have hc' : n + m = c := Nat.eq_of_beq_eq_true _ _ hc
  have hnext' : start + n = next := Nat.eq_of_beq_eq_true _ _ hnext
  by_cases hlt : i < n
  · have hdigit := checkHold_sound h i hlt
    rw [List.getD_append (by rw [length_ints]; exact hlt), getD_ints v o hlt, Int.sub_mul]
    unfold twoPow
    rw [← Int.natCast_mul, ← Int.natCast_mul, ← Nat.pow_add]
    omega
  · have hi' := hrest (i - n) (by omega)
    rw [List.getD_append_right (by rw [length_ints]; omega), length_ints, ← hi',
      show start + i = next + (i - n) by omega]

variable {R : Type u} [OrderedField R]

/-- A box whose midpoints are the logits of a program after each beginning of a text contains them. -/
theorem real_contains {P : Program (List Columns)} {tokens : List Nat} {B : Box} {length n s : Nat}
    (hscale : B.scale = P.sizes.wide + s)
    (h : ∀ t, t < length → ∃ y, P.logits mulParts (tokens.take (t + 1)) = y ∧
      Hold B.width s (listEntry B.mids t) 0 n y) : B.Contains length n (P.realLogits R tokens) :=
  fun t ht i hi => by
    obtain ⟨y, hlogits, hhold⟩ := h t ht
    have hmid := hhold i hi
    rw [Nat.zero_add] at hmid
    show abs (dyadic P.sizes.wide ((P.logits mulParts (tokens.take (t + 1))).getD i 0) -
      dyadic B.scale (((digit B.width (listEntry B.mids t) i : Nat) : Int) -
        ((2 ^ (B.width - 1) : Nat) : Int))) ≤ dyadic B.scale _
    rw [hlogits, hmid, hscale, dyadic_scale, sub_self, abs_zero]
    exact dyadic_natCast_nonneg _ _

end QuantCert.Integer
