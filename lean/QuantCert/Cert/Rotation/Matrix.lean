prelude
import QuantCert.Cert.Rotation.Blocks
import QuantCert.Algebra.SumOrder

/-!
# A rotated matrix from its checked blocks

## Main definitions
* `FactorsAre`: the factors of a matrix are a vector of the parameters.

## Main theorems
* `matrix_turned`: the matrix of the numbers is the other one's, rotated.
-/

universe u

namespace QuantCert

open Attention

/-- Factors are in units of `2^-factorScale`. -/
def factorScale (F : Option FactorNumbers) : Nat :=
  match F with
  | none => 0
  | some F => F.scale

section
variable {R : Type u} [ExpField R]

/-- The factors that are folded are those of the numbers; there are both or neither. -/
def FactorsAre (θ : Parameters R) : Option Nat → Option FactorNumbers → Prop
  | none, none => True
  | some g, some F => θ.vector g = F.vector
  | none, some _ => False
  | some _, none => False

/-- A folded entry. -/
theorem foldFactors_eq {θ : Parameters R} {W : Matrix R} {j i : Nat} :
    ∀ {g : Option Nat} {F : Option FactorNumbers}, FactorsAre θ g F → foldFactors θ g W j i =
      W j i * dyadic (factorScale F) ((factorEntry F i : Int) - factorOffset F)
  | none, none, _ => by
    show W j i = W j i * (intCast 1 / 2 ^ 0)
    rw [intCast_one, pow_zero, div_one, mul_one]
  | some g, some F, h => by
    show W j i * θ.vector g i = _
    have h : θ.vector g = F.vector := h
    rw [h]
    rfl
  | none, some _, h => h.elim
  | some _, none, h => h.elim

end

/-- A place within a block is within the whole if and only if the block is. -/
theorem block_lt {b n i a : Nat} (hb : 0 < b) (ha : a < b) : i / b * b + a < n * b ↔ i < n * b := by
  rw [← Nat.div_lt_iff_lt_mul hb, ← Nat.div_lt_iff_lt_mul hb, (head_index_div_mod (i / b) ha).1]

variable {R : Type u} [ExpField R]

/-- An entry of a rotated block: `u` is the block that has the number, `v` that of the columns. -/
theorem entry_turned {A B : TurnedNumbers} {F : Option FactorNumbers}
    (scale : B.scale = A.down + (A.across + (A.scale + factorScale F)))
    (blocks : BlocksTurned A B F 0 A.blocks) {h u v r c : Nat} (hh : h < A.heights)
    (hu : u < A.blocks) (same : ∀ e, factorEntry F (u * 4 ^ A.across + e) =
      factorEntry F (v * 4 ^ A.across + e)) (hr : r < 4 ^ A.down) (hc : c < 4 ^ A.across) :
    dyadic (R := R) B.scale (B.entry u (r * 4 ^ A.across + c) h) =
      sum (4 ^ A.down) fun a => hadamard A.down r a * sum (4 ^ A.across) fun e =>
        hadamard A.across c e * (dyadic A.scale (A.entry u (a * 4 ^ A.across + e) h) *
          dyadic (factorScale F) ((factorEntry F (v * 4 ^ A.across + e) : Int) - factorOffset F)) := by
  have power : 4 ^ (A.across + A.down) = 4 ^ A.down * 4 ^ A.across := by
    rw [Nat.pow_add, Nat.mul_comm]
  have place : r * 4 ^ A.across + c < 4 ^ (A.across + A.down) := by
    rw [power]
    exact head_index_lt hr hc
  rw [blocks u (Nat.zero_le u) hu _ place h hh, dyadic_sum, power, sum_mul_index]
  refine sum_congr fun a ha => ?_
  rw [← sum_mul_left]
  refine sum_congr fun e he => ?_
  have column : (a * 4 ^ A.across + e) % 4 ^ A.across = e := (head_index_div_mod a he).2
  rw [column, same, Nat.add_comm A.across A.down, hadamardSigns_split A.across A.down hr ha hc he,
    hadamard_eq_signs A.down hr ha, hadamard_eq_signs A.across hc he, ← dyadic_mul, ← dyadic_mul,
    ← dyadic_mul, scale, Int.mul_assoc]
  exact congrArg _ (congrArg _ (congrArg _ (Int.mul_comm _ _)))

/-- Numbers that have entries of all blocks, in both matrices or in none, and then no factors. -/
theorem flat_of_shape {F : Option FactorNumbers} : ∀ {a b : Bool},
    cond a (b && F.isNone) (not b) = true → a = b ∧ (a = true → F = none)
  | true, true, h => ⟨rfl, fun _ => by
    cases F with
    | none => rfl
    | some _ => exact nomatch h⟩
  | true, false, h => nomatch h
  | false, true, h => nomatch h
  | false, false, _ => ⟨rfl, nofun⟩

/-- Where an entry is, and that it is there. -/
theorem place_of {A : TurnedNumbers} {F : Option FactorNumbers} (flat : A.flat = true → F = none)
    {h u : Nat} (hh : h < A.high) (hu : u < A.wide) :
    cond A.flat (h * A.wide + u) h < A.heights ∧ cond A.flat 0 u < A.blocks ∧
      ∀ e, factorEntry F (cond A.flat 0 u * 4 ^ A.across + e) =
        factorEntry F (u * 4 ^ A.across + e) := by
  unfold TurnedNumbers.heights TurnedNumbers.blocks
  cases hflat : A.flat with
  | true =>
    rw [flat hflat]
    exact ⟨head_index_lt hh hu, Nat.zero_lt_one, fun _ => rfl⟩
  | false => exact ⟨hh, hu, fun _ => rfl⟩

/-- The matrix of the numbers `B` is that of `A`, with factors and rotated. -/
theorem matrix_turned {A B : TurnedNumbers} {F : Option FactorNumbers} {bits : Nat}
    (shape : sameShape A B F bits = true)
    (scale : B.scale = A.down + (A.across + (A.scale + factorScale F)))
    (blocks : BlocksTurned A B F 0 A.blocks) {θ : Parameters R} {g : Option Nat}
    (factors : FactorsAre θ g F) :
    B.matrix = (Turn.mk A.down A.across g).apply θ A.matrix := by
  have ⟨sizes, _⟩ := Bool.and_eq_true_iff.mp shape
  have ⟨_, sizes⟩ := Bool.and_eq_true_iff.mp sizes
  have ⟨hhigh, sizes⟩ := Bool.and_eq_true_iff.mp sizes
  have ⟨hwide, sizes⟩ := Bool.and_eq_true_iff.mp sizes
  have ⟨hdown, sizes⟩ := Bool.and_eq_true_iff.mp sizes
  have ⟨hacross, flat⟩ := Bool.and_eq_true_iff.mp sizes
  have hhigh := Nat.eq_of_beq_eq_true _ _ hhigh
  have hwide := Nat.eq_of_beq_eq_true _ _ hwide
  have hdown := Nat.eq_of_beq_eq_true _ _ hdown
  have hacross := Nat.eq_of_beq_eq_true _ _ hacross
  have ⟨hflat, unfactored⟩ := flat_of_shape flat
  have positive : ∀ k, 0 < 4 ^ k := fun k => Nat.pow_pos (by decide)
  funext j i
  show (if j < B.rows ∧ i < B.cols then _ else 0) = sum (4 ^ A.down) fun a =>
    hadamard A.down (j % 4 ^ A.down) a * sum (4 ^ A.across) fun e =>
      hadamard A.across (i % 4 ^ A.across) e * foldFactors θ g A.matrix
        (j / 4 ^ A.down * 4 ^ A.down + a) (i / 4 ^ A.across * 4 ^ A.across + e)
  unfold TurnedNumbers.rows TurnedNumbers.cols
  rw [← hhigh, ← hwide, ← hdown, ← hacross, ← hflat]
  have inside : ∀ a, a < 4 ^ A.down → ∀ e, e < 4 ^ A.across →
      (j / 4 ^ A.down * 4 ^ A.down + a < A.high * 4 ^ A.down ∧
        i / 4 ^ A.across * 4 ^ A.across + e < A.wide * 4 ^ A.across ↔
      j < A.high * 4 ^ A.down ∧ i < A.wide * 4 ^ A.across) := fun a ha e he => by
    rw [block_lt (positive _) ha, block_lt (positive _) he]
  have outside : ¬ (j < A.high * 4 ^ A.down ∧ i < A.wide * 4 ^ A.across) →
      (sum (4 ^ A.down) fun a => hadamard A.down (j % 4 ^ A.down) a * sum (4 ^ A.across) fun e =>
        hadamard A.across (i % 4 ^ A.across) e * foldFactors θ g A.matrix
          (j / 4 ^ A.down * 4 ^ A.down + a) (i / 4 ^ A.across * 4 ^ A.across + e)) = 0 :=
    fun out => sum_eq_zero fun a ha => by
      rw [sum_eq_zero fun e he => ?_, mul_zero]
      rw [foldFactors_eq factors, show A.matrix (R := R) _ _ = 0 from
        if_neg fun h => out ((inside a ha e he).mp h), zero_mul, mul_zero]
  cases Nat.decLt j (A.high * 4 ^ A.down) with
  | isFalse hj => rw [if_neg fun h => hj h.1, outside fun h => hj h.1]
  | isTrue hj =>
    cases Nat.decLt i (A.wide * 4 ^ A.across) with
    | isFalse hi => rw [if_neg fun h => hi h.2, outside fun h => hi h.2]
    | isTrue hi =>
      have ⟨height, block, same⟩ := place_of unfactored
        ((Nat.div_lt_iff_lt_mul (positive _)).mpr hj) ((Nat.div_lt_iff_lt_mul (positive _)).mpr hi)
      rw [if_pos ⟨hj, hi⟩, entry_turned scale blocks height block same
        (Nat.mod_lt _ (positive _)) (Nat.mod_lt _ (positive _))]
      refine sum_congr fun a ha => congrArg _ (sum_congr fun e he => congrArg _ ?_)
      rw [foldFactors_eq factors, show A.matrix (R := R) _ _ = _ from
          if_pos ((inside a ha e he).mpr ⟨hj, hi⟩),
        (head_index_div_mod _ he).1, (head_index_div_mod _ he).2,
        (head_index_div_mod _ ha).1, (head_index_div_mod _ ha).2]

end QuantCert
