prelude
import QuantCert.Thm.Integer.Coded
import QuantCert.Thm.Integer.FitLinear

/-!
# What is formed block after block is not large

## Main theorems
* `Integer.blocks_size`: scaled codes and offsets apart are not much larger than the weights
* `Integer.formBlocks_fit`: what is formed fits
-/

namespace QuantCert.Integer

open Accumulator


variable {E : Int}

/-- What scaled codes give, against the weights and the offsets. -/
theorem scaled_size (s z o : Int) {a : List Int} (hE : 0 ≤ E) (ha : ∀ i, AbsLe E (a.getD i 0)) :
    ∀ l : List (Nat × Int), AbsLe ((sizeSum (l.map fun p => s * (p.2 - z) + o) +
        (l.length : Int) * (o.natAbs : Int)) * E)
      (s * dotList (l.map fun p => p.2 - z) (l.map fun p => a.getD p.1 0))
  | [] => by
    show AbsLe ((0 + 0 * (o.natAbs : Int)) * E) (s * 0)
    rw [Int.zero_mul, Int.add_zero, Int.zero_mul, Int.mul_zero]
    exact ⟨Int.le_refl 0, Int.le_refl 0⟩
  | p :: l => by
    have ih := scaled_size s z o hE ha l
    have hone : AbsLe (((s * (p.2 - z) + o).natAbs : Int) + (o.natAbs : Int)) (s * (p.2 - z)) := by
      unfold AbsLe
      omega
    have hmul := absLe_mul hone (ha p.1)
    show AbsLe ((((s * (p.2 - z) + o).natAbs : Int) + sizeSum (l.map fun p => s * (p.2 - z) + o) +
      ((l.length + 1 : Nat) : Int) * (o.natAbs : Int)) * E)
      (s * ((p.2 - z) * a.getD p.1 0 + dotList (l.map fun p => p.2 - z) (l.map fun p => a.getD p.1 0)))
    rw [Int.natCast_add, Int.add_mul (l.length : Int), show ((1 : Nat) : Int) = 1 from rfl, Int.one_mul,
      Int.mul_add, ← Int.mul_assoc]
    rw [Int.add_mul] at hmul ih
    rw [Int.add_mul, Int.add_mul, Int.add_mul]
    unfold AbsLe at *
    omega

/-- What offsets give. -/
theorem offset_size (o : Int) {a : List Int} (ha : ∀ i, AbsLe E (a.getD i 0))
    (l : List (Nat × Int)) : AbsLe ((l.length : Int) * (o.natAbs : Int) * E)
      (o * (l.map fun p => a.getD p.1 0).sum) := by
  have hall : AllLe E (l.map fun p => a.getD p.1 0) := fun x hx => by
    obtain ⟨p, _, rfl⟩ := List.mem_map.mp hx
    exact ha p.1
  have hsum := absLe_mono (sum_size _) (sizeSum_le hall)
  rw [List.length_map] at hsum
  have hmul := absLe_mul (show AbsLe (o.natAbs : Int) o by unfold AbsLe; omega) hsum
  rwa [← Int.mul_assoc, Int.mul_comm (o.natAbs : Int)] at hmul

/-- The weights of a row without their places. -/
theorem placed_weights : ∀ (row : List Int) (i : Nat), (placed i row).map Prod.snd = row
  | [], _ => rfl
  | w :: row, i => congrArg (w :: ·) (placed_weights row (i + 1))

/-- The weights of a block without their places. -/
theorem block_weights (b : Block) :
    b.weights.map Prod.snd = b.columns.map fun p => b.scale * (p.2 - b.zero) + b.offset :=
  List.map_map

/-- The sizes of both terms of a block. -/
theorem terms_size {a : List Int} (hE : 0 ≤ E) (ha : ∀ i, AbsLe E (a.getD i 0)) (b : Block) :
    sizeSum (b.terms a) ≤ (sizeSum (b.weights.map Prod.snd) + 2 * b.offsets) * E := by
  have hscaled := scaled_size b.scale b.zero b.offset hE ha b.columns
  have hoffset := offset_size (E := E) b.offset ha b.columns
  rw [← block_weights] at hscaled
  show ((b.scale * b.sum a).natAbs : Int) + (((b.offset * (b.inputs a).sum).natAbs : Int) + 0) ≤ _
  rw [show (2 : Int) * b.offsets = b.offsets + b.offsets by omega, Int.add_mul, Int.add_mul]
  unfold Block.offsets
  unfold AbsLe at *
  have h1 : -(((sizeSum (b.weights.map Prod.snd) + (b.columns.length : Int) * (b.offset.natAbs : Int)) * E)) ≤
    b.scale * b.sum a := hscaled.1
  have h2 : b.scale * b.sum a ≤
    (sizeSum (b.weights.map Prod.snd) + (b.columns.length : Int) * (b.offset.natAbs : Int)) * E := hscaled.2
  have h3 : -((b.columns.length : Int) * (b.offset.natAbs : Int) * E) ≤ b.offset * (b.inputs a).sum := hoffset.1
  have h4 : b.offset * (b.inputs a).sum ≤ (b.columns.length : Int) * (b.offset.natAbs : Int) * E := hoffset.2
  rw [Int.add_mul] at h1 h2
  omega

/-- The sizes of the terms of all blocks. -/
theorem blocks_size {a : List Int} (hE : 0 ≤ E) (ha : ∀ i, AbsLe E (a.getD i 0)) :
    ∀ blocks : List Block, sizeSum (blocks.flatMap fun b => b.terms a) ≤
      (sizeSum ((blocks.flatMap Block.weights).map Prod.snd) + 2 * (blocks.map Block.offsets).sum) * E
  | [] => by
    show (0 : Int) ≤ (0 + 2 * 0) * E
    rw [Int.mul_zero, Int.add_zero, Int.zero_mul]
    exact Int.le_refl 0
  | b :: blocks => by
    have ih := blocks_size hE ha blocks
    have hone := terms_size hE ha b
    show sizeSum (b.terms a ++ blocks.flatMap fun b => b.terms a) ≤
      (sizeSum ((b.weights ++ blocks.flatMap Block.weights).map Prod.snd) +
        2 * (b.offsets + (blocks.map Block.offsets).sum)) * E
    rw [List.map_append, sizeSum_append, sizeSum_append]
    rw [Int.add_mul] at ih hone ⊢
    rw [Int.add_mul, Int.mul_add, Int.add_mul]
    omega

/-- One number is not larger than the sum of the sizes. -/
theorem size_of_mem : ∀ {l : List Int} {x : Int}, x ∈ l → AbsLe (sizeSum l) x
  | y :: l, x, h => by
    have hl := sizeSum_nonneg l
    show AbsLe ((y.natAbs : Int) + sizeSum l) x
    rcases List.mem_cons.mp h with rfl | h
    · unfold AbsLe
      omega
    · have := size_of_mem h
      unfold AbsLe at *
      omega

/-- What is made of an element is among what is made of all. -/
theorem mem_flatMap {α β : Type} {f : α → List β} {a : α} {y : β} : ∀ {l : List α}, a ∈ l → y ∈ f a →
    y ∈ l.flatMap f
  | b :: l, ha, hy => by
    refine List.mem_append.mpr ?_
    rcases List.mem_cons.mp ha with rfl | ha
    · exact Or.inl hy
    · exact Or.inr (mem_flatMap ha hy)

/-- **What is formed block after block fits**, for rows whose sizes and offsets leave room. -/
theorem formBlocks_fit {blocks : List Block} {row a : List Int} {columns : Nat} {levels offsets : Int}
    (hE : 0 ≤ E) (ha : ∀ i, AbsLe E (a.getD i 0)) (hdecode : Decode blocks row)
    (hcoded : Coded columns levels offsets blocks) (hlevels : 0 ≤ levels)
    (hrow : (sizeSum row + 2 * offsets) * E < twoPow 63) (hsum : (columns : Int) * levels * E < twoPow 63)
    (hinputs : (columns : Int) * E < twoPow 63) : AllFit (formBlocks blocks a) := by
  have hall := blocks_size hE ha blocks
  have hweights : sizeSum ((blocks.flatMap Block.weights).map Prod.snd) = sizeSum row := by
    rw [sizeSum_perm (perm_map Prod.snd hdecode), placed_weights]
  rw [hweights] at hall
  have hterms : sizeSum (blocks.flatMap fun b => b.terms a) < twoPow 63 := by
    refine Int.lt_of_le_of_lt (Int.le_trans hall ?_) hrow
    exact Int.mul_le_mul_of_nonneg_right (by have := hcoded.offsets; omega) hE
  refine allFit_append (allFit_flatMap fun b hb => ?_) (allFit_cons (fit_of_size hterms) allFit_nil)
  have hcolumns : (b.columns.length : Int) ≤ (columns : Int) := Int.ofNat_le.mpr (hcoded.columns b hb)
  have hentries : AllLe E (b.inputs a) := fun x hx => by
    obtain ⟨p, _, rfl⟩ := List.mem_map.mp hx
    exact ha p.1
  have hcentred := sizeSum_le (B := levels) (l := b.centred) (hcoded.levels b hb)
  have hin := sizeSum_le hentries
  rw [show b.centred.length = b.columns.length from List.length_map _] at hcentred
  rw [show (b.inputs a).length = b.columns.length from List.length_map _] at hin
  refine allFit_append (allFit_cons (fit_of_size ?_) (allFit_cons (fit_of_size ?_) allFit_nil))
    (allFit_map fun t ht => fit_one (size_of_mem ?_) hterms)
  · refine Int.lt_of_le_of_lt (sizeSum_products hE hentries) (Int.lt_of_le_of_lt ?_ hsum)
    exact Int.mul_le_mul_of_nonneg_right
      (Int.le_trans hcentred (Int.mul_le_mul_of_nonneg_right hcolumns hlevels)) hE
  · exact Int.lt_of_le_of_lt (Int.le_trans hin (Int.mul_le_mul_of_nonneg_right hcolumns hE)) hinputs
  · exact mem_flatMap hb ht

end QuantCert.Integer
