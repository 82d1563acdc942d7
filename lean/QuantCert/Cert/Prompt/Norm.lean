prelude
import QuantCert.Cert.Prompt.Quotient
import QuantCert.Cert.Prompt.Rope
import QuantCert.Spec.Norm.RMSNorm

/-!
# RMSNorm and LayerNorm

The inverse root mean squares are claimed, one for each head and position.

## Main definitions
* `checkNormHeads`, `checkRmsNorm`: whether the last box contains the RMSNorm of another.
* `checkSubMean`, `checkLayerNorm`: the same of the entries minus their mean, and of LayerNorm.

## Main theorems
* `checkNormHeads_sound`, `checkRmsNorm_sound`, `checkSubMean_sound`, `checkLayerNorm_sound`
-/

universe u

namespace QuantCert

open Attention

/-- `d` times the mean square of the cells `x` plus `ε`. -/
noncomputable def Cell.squares (d p : Nat) (ε : Dyadic) (x : Nat → Cell) : Cell :=
  addAt (Nat.add p p) ε.scale (sum d fun c => (x c).mul (x c)) (ofNat (Nat.mul d ε.mantissa))

/-- Whether the cells of `H` contain the inverse root mean squares of the heads of `A`. -/
noncomputable def checkInvRoots (length heads d : Nat) (ε : Dyadic) (A H : Box) : Bool :=
  allBelow length fun t => allBelow heads fun k =>
    Cell.checkInvRoot d (finer (Nat.add A.scale A.scale) ε.scale) H.scale
      (Cell.squares d A.scale ε fun c => A.cell t (Nat.add (Nat.mul k d) c)) (H.cell t k)

/-- An entry of a vector after the norm: with `G` the factors, `H` the inverse root mean squares. -/
def normCell (d : Nat) (G A H : Box) (t i : Nat) : Cell :=
  (G.cell 0 (Nat.mod i d)).mul
    ((A.cell t (Nat.add (Nat.mul (Nat.div i d) d) (Nat.mod i d))).mul (H.cell t (Nat.div i d)))

/-- RMSNorm of each of `heads` heads of `d` entries. -/
noncomputable def checkNormHeads (length heads d : Nat) (ε : Dyadic) (G A H B : Box) : Bool :=
  checkInvRoots length heads d ε A H && checkCells length (Nat.mul heads d)
    (Nat.add G.scale (Nat.add A.scale H.scale)) (normCell d G A H) B

/-- RMSNorm of `dim` entries. -/
noncomputable def checkRmsNorm (length dim : Nat) (ε : Dyadic) (G A H B : Box) : Bool :=
  checkNormHeads length 1 dim ε G A H B

/-- The entries of `A` minus their mean. -/
noncomputable def checkSubMean (length dim : Nat) (A M : Box) : Bool :=
  allBelow length fun t => allBelow dim fun i => Cell.checkQuotient M.scale
    (((Cell.ofNat dim).mul (A.cell t i)).add (Cell.sum dim fun j => A.cell t j).neg')
    ((Cell.ofNat dim).shift A.scale) (M.cell t i)

/-- LayerNorm of `A`, with `M` its entries minus their mean. -/
noncomputable def checkLayerNorm (length dim : Nat) (ε : Dyadic) (G V A M H B : Box) : Bool :=
  checkSubMean length dim A M && (checkInvRoots length 1 dim ε M H &&
  checkCells length (Nat.mul 1 dim) (finer (Nat.add G.scale (Nat.add M.scale H.scale)) V.scale)
    (fun t i => Cell.addAt (Nat.add G.scale (Nat.add M.scale H.scale)) V.scale
      (normCell dim G M H t i) (V.cell 0 i)) B)

/-- A vector is its only head. -/
theorem head_zero {R : Type u} (d : Nat) (x : Vec R) : head d 0 x = x := funext fun c => by
  unfold head
  rw [Nat.zero_mul, Nat.zero_add]

section
variable {R : Type u} [OrderedField R]

/-- The entries minus their mean are enclosed. -/
theorem checkSubMean_sound {length dim : Nat} {A M : Box} {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkSubMean length dim A M = true) :
    M.Contains length dim fun t => subMean dim (X t) := fun t ht i hi => by
  have hq := of_allBelow (of_allBelow h ht) hi
  have hN : (((Cell.ofNat dim).mul (A.cell t i)).add (Cell.sum dim fun j => A.cell t j).neg').Holds
      A.scale (natCast dim * X t i - sum dim (X t)) := by
    refine Cell.sub_holds ?_ (Cell.sum_holds fun j hj => hx.cell ht hj)
    have hm := Cell.mul_holds (Cell.holds_natCast dim) (hx.cell ht hi)
    rwa [Nat.zero_add] at hm
  have hD : ((Cell.ofNat dim).shift A.scale).Holds A.scale (natCast dim : R) := by
    have hs := Cell.shift_holds A.scale (Cell.holds_natCast (R := R) dim)
    rwa [Nat.zero_add] at hs
  have ⟨hpos, hy⟩ := Cell.quotient_holds hN hD hq
  refine Box.cell_holds_iff.mp ?_
  have heq : (natCast dim * X t i - sum dim (X t)) / natCast dim = subMean dim (X t) i := by
    unfold subMean mean
    rw [sub_div, mul_comm, mul_div_cancel _ (ne_of_gt hpos)]
  rwa [heq] at hy

end

variable {R : Type u} [ExpField R] {length heads d : Nat} {ε : Dyadic} {G A H B : Box}
  {X : Nat → Vec R} {γ : Vec R}

/-- The sum of squares of a head, and `ε`, are enclosed. -/
theorem Cell.squares_holds {p : Nat} {cells : Nat → Cell} {x : Vec R} (hd : 0 < d)
    (hx : ∀ c, c < d → (cells c).Holds p (x c)) : (squares d p ε cells).Holds
      (finer (p + p) ε.scale) (natCast d * (sumSq d x / natCast d + ε.value R)) := by
  have hne : (natCast d : R) ≠ 0 := ne_of_gt (natCast_pos hd)
  have heq : natCast d * (sumSq d x / natCast d + ε.value R) =
      (QuantCert.sum d fun c => x c * x c) + dyadic ε.scale (d * ε.mantissa : Nat) := by
    rw [left_distrib, mul_comm, div_mul_cancel _ hne]
    have hsq : sumSq d x = QuantCert.sum d fun c => x c * x c := sum_congr fun c _ => pow_two (x c)
    have hε : dyadic ε.scale (d * ε.mantissa : Nat) = natCast d * ε.value R := by
      unfold Dyadic.value dyadic
      rw [Int.natCast_mul, intCast_mul, intCast_natCast, mul_div_assoc]
    rw [hsq, hε]
  rw [heq]
  exact addAt_holds (sum_holds fun c hc => mul_holds (hx c hc) (hx c hc)) (holds_ofNat _ _)

/-- Checked inverse roots are those of the heads. -/
theorem checkInvRoots_sound (hd : 0 < d) (hx : A.Contains length (heads * d) X)
    (h : checkInvRoots length heads d ε A H = true) {t k : Nat} (ht : t < length) (hk : k < heads) :
    (H.cell t k).Holds H.scale (1 / rms d (ε.value R) (head d k (X t))) :=
  (Cell.invRoot_holds (Cell.squares_holds hd fun _ hc => hx.head ht hk hc)
    (of_allBelow (of_allBelow h ht) hk)).2

/-- An entry after the norm is enclosed. -/
theorem normCell_holds (hx : A.Contains length (heads * d) X) (hg : G.Contains 1 d fun _ => γ)
    (h : checkInvRoots length heads d ε A H = true) {t i : Nat} (ht : t < length)
    (hi : i < heads * d) : (normCell d G A H t i).Holds (G.scale + (A.scale + H.scale))
      (rmsNormHeads d (ε.value R) γ (X t) i) := by
  have ⟨hk, hc⟩ := div_mod_lt hi
  have hroot := checkInvRoots_sound (R := R) (Nat.lt_of_le_of_lt (Nat.zero_le _) hc) hx h ht hk
  have heq : rmsNormHeads d (ε.value R) γ (X t) i = γ (i % d) *
      (head d (i / d) (X t) (i % d) * (1 / rms d (ε.value R) (head d (i / d) (X t)))) := by
    rw [← mul_div_assoc, mul_one]
    rfl
  rw [heq]
  exact Cell.mul_holds (hg.cell Nat.one_pos hc) (Cell.mul_holds (hx.head ht hk hc) hroot)

/-- A checked RMSNorm of each head is one. -/
theorem checkNormHeads_sound (hx : A.Contains length (heads * d) X)
    (hg : G.Contains 1 d fun _ => γ) (h : checkNormHeads length heads d ε G A H B = true) :
    B.Contains length (heads * d) fun t => rmsNormHeads d (ε.value R) γ (X t) :=
  have ⟨hroots, hcells⟩ := Bool.and_eq_true_iff.mp h
  checkCells_sound (fun _ ht _ hi => normCell_holds hx hg hroots ht hi) hcells

/-- The norm of the only head. -/
theorem rmsNormHeads_eq {dim i : Nat} (hi : i < dim) (e : R) (γ x : Vec R) :
    rmsNormHeads dim e γ x i = rmsNorm dim e γ x i := by
  unfold rmsNormHeads
  rw [Nat.div_eq_of_lt hi, Nat.mod_eq_of_lt hi, head_zero]

/-- A checked RMSNorm is one. -/
theorem checkRmsNorm_sound {dim : Nat} (hx : A.Contains length dim X)
    (hg : G.Contains 1 dim fun _ => γ) (h : checkRmsNorm length dim ε G A H B = true) :
    B.Contains length dim fun t => rmsNorm dim (ε.value R) γ (X t) := fun t ht i hi => by
  have hx' : A.Contains length (1 * dim) X := (Nat.one_mul dim).symm ▸ hx
  show Near _ _ _ (rmsNorm dim (ε.value R) γ (X t) i)
  rw [← rmsNormHeads_eq hi]
  exact checkNormHeads_sound hx' hg h t ht i ((Nat.one_mul dim).symm ▸ hi)

/-- A checked LayerNorm is one. -/
theorem checkLayerNorm_sound {dim : Nat} {V M : Box} {β : Vec R} (hx : A.Contains length dim X)
    (hg : G.Contains 1 dim fun _ => γ) (hb : V.Contains 1 dim fun _ => β)
    (h : checkLayerNorm length dim ε G V A M H B = true) :
    B.Contains length dim fun t => layerNorm dim (ε.value R) γ β (X t) := by
  simp only [checkLayerNorm, Bool.and_eq_true_iff] at h
  obtain ⟨hmean, hroots, hcells⟩ := h
  have hm := checkSubMean_sound hx hmean
  have hm' : M.Contains length (1 * dim) fun t => subMean dim (X t) := (Nat.one_mul dim).symm ▸ hm
  intro t ht i hi
  have hi' : i < 1 * dim := (Nat.one_mul dim).symm ▸ hi
  refine checkCells_sound (X := fun t => layerNorm dim (ε.value R) γ β (X t)) (fun t ht i hi => ?_)
    hcells t ht i hi'
  have hlt : i < dim := Nat.one_mul dim ▸ hi
  have hn := normCell_holds hm' hg hroots ht hi
  rw [rmsNormHeads_eq hlt] at hn
  exact Cell.addAt_holds hn (hb.cell Nat.one_pos hlt)

end QuantCert
