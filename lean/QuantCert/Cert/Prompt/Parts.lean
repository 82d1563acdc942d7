prelude
import QuantCert.Cert.Prompt.Rope

/-!
# The entries of a position, some at a time

What the kernel computes for a declaration is held until its end: many entries are checked in parts.

## Main definitions
* `byParts parts dim check A B`: whether `check` passes for each of so many parts of two boxes with one
  position and `dim` entries.

## Main theorems
* `byParts_of`: from the checks of the parts.
* `byParts_sound`: what the checks of the parts say of all entries.
-/

universe u

namespace QuantCert

open Digits

/-- Whether `check len` passes for the boxes from entry 0, `len`, `2 len`, … on; `parts` times `len` is
`dim`. -/
noncomputable def byParts (parts dim : Nat) (check : Nat → Box → Box → Bool) (A B : Box) : Bool :=
  Nat.beq (Nat.mul parts (Nat.div dim parts)) dim && allBelow parts fun k =>
    check (Nat.div dim parts) (A.part 0 (Nat.mul k (Nat.div dim parts)))
      (B.part 0 (Nat.mul k (Nat.div dim parts)))

/-- The check from those of the parts, of which there are `p`. -/
theorem byParts_of {p parts dim len : Nat} {check : Nat → Box → Box → Bool} {A B : Box}
    (hparts : Nat.beq p parts = true) (hpos : Nat.blt 0 parts = true)
    (hlen : Nat.beq (Nat.mul parts len) dim = true)
    (h : (allBelow parts fun k => check len (A.part 0 (Nat.mul k len)) (B.part 0 (Nat.mul k len))) =
      true) : byParts p dim check A B = true := by
  have hp : p = parts := Nat.eq_of_beq_eq_true _ _ hparts
  subst hp
  have hl : p * len = dim := Nat.eq_of_beq_eq_true _ _ hlen
  have hdiv : Nat.div dim p = len := by
    show dim / p = len
    rw [← hl, Nat.mul_div_cancel_left _ (Nat.le_of_ble_eq_true hpos)]
  unfold byParts
  rw [hdiv]
  exact Bool.and_eq_true_iff.mpr ⟨hlen, h⟩

/-- Where the check of a part says that `f` of its entries is enclosed, so is `f` of all. -/
theorem byParts_sound {R : Type u} [OrderedField R] {f : R → R} {parts dim : Nat}
    {check : Nat → Box → Box → Bool} {A B : Box} {X : Nat → Vec R}
    (sound : ∀ (n : Nat) (A B : Box) (X : Nat → Vec R), A.Contains 1 n X → check n A B = true →
      B.Contains 1 n fun t i => f (X t i)) (hx : A.Contains 1 dim X)
    (h : byParts parts dim check A B = true) : B.Contains 1 dim fun t i => f (X t i) :=
  fun t ht i hi => by
    have h0 : t = 0 := by omega
    subst h0
    have ⟨hlen, hall⟩ := Bool.and_eq_true_iff.mp h
    generalize Nat.div dim parts = len at hlen hall
    have hl : parts * len = dim := Nat.eq_of_beq_eq_true _ _ hlen
    have ⟨hk, hc⟩ := div_mod_lt (hl.symm ▸ hi : i < parts * len)
    have hsplit : i / len * len + i % len = i := by
      rw [Nat.mul_comm, Nat.div_add_mod]
    have hpart : (A.part 0 (i / len * len)).Contains 1 len fun s j => X s (i / len * len + j) :=
      fun s hs j hj => by
        have hs0 : s = 0 := by omega
        subst hs0
        refine Box.cell_holds_iff.mp ?_
        rw [Box.part_cell]
        refine hx.cell Nat.one_pos ?_
        have := Attention.head_index_lt hk hj
        omega
    have hout := (sound len _ _ _ hpart (of_allBelow hall hk)).cell Nat.one_pos hc
    rw [Box.part_cell] at hout
    refine Box.cell_holds_iff.mp ?_
    have hthis : (B.cell 0 (i / len * len + i % len)).Holds B.scale
        (f (X 0 (i / len * len + i % len))) := hout
    rwa [hsplit] at hthis

end QuantCert
