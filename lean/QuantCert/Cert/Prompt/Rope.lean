prelude
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Attention.Rope

/-!
# Rotary embedding

The cosines and sines are known as boxes: the theorem is for every pair of tables that they contain.

## Main definitions
* `checkRope`: whether the last box contains the rotated activations.

## Main theorems
* `checkRope_sound`
-/

universe u

namespace QuantCert

/-- Entry `c` of a head, whose entries are the cells `x`. -/
def Cell.rope (half p q r : Nat) (cos sin x : Nat → Cell) (c : Nat) : Cell :=
  cond (Nat.blt c half)
    (Cell.addAt (Nat.add p r) (Nat.add q r) ((cos c).mul (x c))
      ((sin c).mul (x (Nat.add half c))).neg')
    (Cell.addAt (Nat.add p r) (Nat.add q r) ((cos (Nat.sub c half)).mul (x c))
      ((sin (Nat.sub c half)).mul (x (Nat.sub c half))))

/-- Every head of `2 * half` entries of `A`, rotated by the angles with cosines `C` and sines `S`. -/
noncomputable def checkRope (length heads half : Nat) (C S A B : Box) : Bool :=
  checkCells length (Nat.mul heads (Nat.add half half))
    (finer (Nat.add C.scale A.scale) (Nat.add S.scale A.scale))
    (fun t i => Cell.rope half C.scale S.scale A.scale (C.cell t) (S.cell t)
      (fun c => A.cell t (Nat.add (Nat.mul (Nat.div i (Nat.add half half)) (Nat.add half half)) c))
      (Nat.mod i (Nat.add half half))) B

variable {R : Type u} [OrderedField R]

/-- A rotated entry is enclosed. -/
theorem Cell.rope_holds {half p q r c : Nat} {cos sin x : Nat → Cell} {cosine sine y : Vec R}
    (hc : ∀ i, i < half → (cos i).Holds p (cosine i)) (hs : ∀ i, i < half → (sin i).Holds q (sine i))
    (hx : ∀ i, i < half + half → (x i).Holds r (y i)) (h : c < half + half) :
    (Cell.rope half p q r cos sin x c).Holds (finer (p + r) (q + r))
      (QuantCert.rope half cosine sine y c) := by
  rcases Nat.lt_or_ge c half with hlt | hge
  · rw [rope_low hlt, Cell.rope,
      Bool.cond_pos (show Nat.blt c half = true from Nat.ble_eq_true_of_le hlt), sub_eq_add_neg]
    exact addAt_holds (mul_holds (hc c hlt) (hx c h))
      (neg_holds (mul_holds (hs c hlt) (hx (half + c) (by omega))))
  · have hfalse : Nat.blt c half = false := Bool.eq_false_of_not_eq_true fun ht =>
      Nat.not_le_of_lt (Nat.le_of_ble_eq_true ht) hge
    obtain ⟨e, rfl⟩ := Nat.exists_eq_add_of_le hge
    rw [rope_high, Cell.rope, Bool.cond_neg hfalse, add_comm]
    show (Cell.addAt (p + r) (q + r) ((cos (half + e - half)).mul (x (half + e)))
      ((sin (half + e - half)).mul (x (half + e - half)))).Holds _ _
    rw [Nat.add_sub_cancel_left]
    exact addAt_holds (mul_holds (hc e (by omega)) (hx (half + e) h))
      (mul_holds (hs e (by omega)) (hx e (by omega)))

/-- The head and the place in it of an entry. -/
theorem div_mod_lt {heads d i : Nat} (h : i < heads * d) : i / d < heads ∧ i % d < d := by
  have hd : 0 < d := Nat.pos_of_ne_zero fun h0 => Nat.not_lt_zero i (by rwa [h0, Nat.mul_zero] at h)
  exact ⟨(Nat.div_lt_iff_lt_mul hd).mpr h, Nat.mod_lt i hd⟩

/-- The entries of a head of contained activations are enclosed. -/
theorem Box.Contains.head {length heads d : Nat} {A : Box} {X : Nat → Vec R}
    (h : A.Contains length (heads * d) X) {t k c : Nat} (ht : t < length) (hk : k < heads)
    (hc : c < d) : (A.cell t (k * d + c)).Holds A.scale (Attention.head d k (X t) c) :=
  h.cell ht (Attention.head_index_lt hk hc)

/-- Checked rotations are rotations, for every pair of tables that the boxes contain. -/
theorem checkRope_sound {R : Type u} [ExpField R] {length heads half : Nat} {C S A B : Box}
    {cos sin X : Nat → Vec R} (hc : C.Contains length half cos) (hs : S.Contains length half sin)
    (hx : A.Contains length (heads * (half + half)) X)
    (h : checkRope length heads half C S A B = true) :
    B.Contains length (heads * (half + half)) fun t => ropeHeads half (cos t) (sin t) (X t) :=
  checkCells_sound (fun _ ht _ hi => Cell.rope_holds (fun _ hj => hc.cell ht hj)
    (fun _ hj => hs.cell ht hj) (fun _ hj => hx.head ht (div_mod_lt hi).1 hj) (div_mod_lt hi).2) h

end QuantCert
