prelude
import QuantCert.Spec.Integer.Attention
import QuantCert.Thm.Integer.PowerSize

/-!
# Means of values are means

## Main theorems
* `Integer.weights_sum_pos`: weights never add up to zero, so that the division is defined
* `Integer.average_size`: a mean is not larger than the largest entry of the coarsest shift
-/

namespace QuantCert.Integer

/-- The maximum is one of the scores. -/
theorem maximum_mem : ∀ {l : List Int}, l ≠ [] → maximum l ∈ l
  | [], h => absurd rfl h
  | [a], _ => List.mem_cons_self
  | a :: b :: l, _ => by
    have ih := maximum_mem (l := b :: l) (List.cons_ne_nil b l)
    show max a (maximum (b :: l)) ∈ a :: b :: l
    rcases Int.le_total a (maximum (b :: l)) with h | h
    · rw [show max a (maximum (b :: l)) = maximum (b :: l) by omega]
      exact List.mem_cons_of_mem a ih
    · rw [show max a (maximum (b :: l)) = a by omega]
      exact List.mem_cons_self

/-- Numbers that are not negative add up to no less than one of them. -/
theorem le_sum : ∀ {l : List Int} {a : Int}, (∀ x, x ∈ l → 0 ≤ x) → a ∈ l → a ≤ l.sum ∧ 0 ≤ l.sum
  | b :: l, a, h, ha => by
    have hb := h b List.mem_cons_self
    have hl : ∀ x, x ∈ l → 0 ≤ x := fun x hx => h x (List.mem_cons_of_mem b hx)
    have hsum : 0 ≤ l.sum := by
      cases l with
      | nil => exact Int.le_refl 0
      | cons c l => exact (le_sum hl (a := c) List.mem_cons_self).2
    show a ≤ b + l.sum ∧ 0 ≤ b + l.sum
    rcases List.mem_cons.mp ha with rfl | ha
    · omega
    · have := (le_sum hl ha).1
      omega

/-- Two to the power zero is the first entry. -/
theorem halfPower_zero (T : PowerTable) : halfPower T 0 = T.entry 0 := by
  show (T.entry 0 + roundShift ((T.entry 1 - T.entry 0) * 0) _) / 1 = T.entry 0
  rw [Int.mul_zero, roundShift_zero, Int.add_zero]
  have ⟨hlow, hhigh⟩ := ediv_bounds (T.entry 0) (show (0 : Int) < 1 by decide)
  omega

/-- The weights of scores add up to the first entry of the table at least, which is one. -/
theorem weights_sum_pos {T : PowerTable} (hT : T.Falls) {scores : List Int} (h : scores ≠ []) :
    T.entry 0 ≤ (weightsOf T scores).sum := by
  have hmem : halfPower T (maximum scores - maximum scores).toNat ∈ weightsOf T scores :=
    List.mem_map_of_mem (maximum_mem h)
  have hzero : (maximum scores - maximum scores).toNat = 0 := by
    rw [Int.sub_self]
    rfl
  rw [hzero, halfPower_zero] at hmem
  refine (le_sum (fun x hx => ?_) hmem).1
  obtain ⟨t, _, rfl⟩ := List.mem_map.mp hx
  exact (halfPower_size hT _).1

/-- No shift is larger than the coarsest. -/
theorem shift_le_coarsest : ∀ {values : List Narrow} {v : Narrow}, v ∈ values →
    v.shift ≤ coarsest values
  | w :: values, v, h => by
    show v.shift ≤ max w.shift (coarsest values)
    rcases List.mem_cons.mp h with rfl | h
    · omega
    · have := shift_le_coarsest h
      omega

/-- A product with a weight, brought to a coarser unit, is no larger than the weight allows. -/
theorem term_size {p a A : Int} {k : Nat} (hp : 0 ≤ p) (ha : AbsLe A a) :
    AbsLe (p * A) (roundShift (p * a) k) := by
  have hA : 0 ≤ A := by unfold AbsLe at ha; omega
  have hprod : AbsLe (p * A) (p * a) := absLe_mul ⟨by omega, Int.le_refl p⟩ ha
  have hnonneg := Int.mul_nonneg hp hA
  have hone : 1 ≤ twoPow k := twoPow_pos k
  refine roundShift_le ?_
  have := Int.mul_le_mul_of_nonneg_right hone hnonneg
  rw [Int.one_mul] at this
  unfold AbsLe at hprod ⊢
  omega

/-- Weighted sums are at most the sum of the weights times the largest entry. -/
theorem weightedSum_size {shift size : Nat} {A : Int} (hA : 0 ≤ A) : ∀ {ps : List Int}
    {vs : List Narrow}, ps.length = vs.length → (∀ p, p ∈ ps → 0 ≤ p) →
    (∀ v, v ∈ vs → v.shift ≤ shift ∧ ∀ a, a ∈ v.entries → AbsLe A a) →
    ∀ s, s ∈ weightedSum shift size ps vs → AbsLe (ps.sum * A) s
  | [], [], _, _, _, s, hs => by
    rw [List.eq_of_mem_replicate hs]
    show -((0 : Int) * A) ≤ 0 ∧ 0 ≤ (0 : Int) * A
    rw [Int.zero_mul]
    exact ⟨Int.le_refl 0, Int.le_refl 0⟩
  | [], _ :: _, h, _, _, _, _ => nomatch h
  | _ :: _, [], h, _, _, _, _ => nomatch h
  | p :: ps, v :: vs, h, hp, hv, s, hs => by
    obtain ⟨a, ha, r, hr, rfl⟩ := mem_zipWith hs
    have hrest := weightedSum_size hA (Nat.succ.inj h) (fun q hq => hp q (List.mem_cons_of_mem p hq))
      (fun w hw => hv w (List.mem_cons_of_mem v hw)) r hr
    have hfirst := hv v List.mem_cons_self
    have hterm := term_size (k := shift - v.shift) (hp p List.mem_cons_self) (hfirst.2 a ha)
    rw [Int.natCast_sub hfirst.1] at hterm
    show AbsLe ((p + ps.sum) * A) _
    rw [Int.add_mul]
    unfold AbsLe at hterm hrest ⊢
    omega

/-- A mean is at most the largest entry times the coarsest shift. -/
theorem average_size {size : Nat} {ps : List Int} {vs : List Narrow} {A : Int} (hA : 0 ≤ A)
    (hlength : ps.length = vs.length) (hpos : 0 < ps.sum) (hp : ∀ p, p ∈ ps → 0 ≤ p)
    (hv : ∀ v, v ∈ vs → ∀ a, a ∈ v.entries → AbsLe A a) {y : Int} (hy : y ∈ average size ps vs) :
    AbsLe (A * twoPow (coarsest vs)) y := by
  obtain ⟨s, hs, rfl⟩ := List.mem_map.mp hy
  have hsize := weightedSum_size hA hlength hp
    (fun v hmem => ⟨shift_le_coarsest hmem, hv v hmem⟩) s hs
  generalize hb : min (coarsest vs) extraBits = b
  have hle : b ≤ coarsest vs := by omega
  have hpow : twoPow (coarsest vs) = twoPow b * twoPow (coarsest vs - b) := by
    unfold twoPow
    rw [← Int.natCast_mul, ← Nat.pow_add, Nat.add_comm, Nat.sub_add_cancel hle]
  have hquotient : AbsLe (A * twoPow b) (roundDiv (s * twoPow b) ps.sum) := by
    refine roundDiv_size hpos ?_
    have := absLe_mul hsize (show AbsLe (twoPow b) (twoPow b) from
      ⟨by have := twoPow_pos b; omega, Int.le_refl _⟩)
    rw [Int.mul_comm, ← Int.mul_assoc]
    exact this
  rw [hpow, ← Int.mul_assoc]
  exact absLe_mul hquotient ⟨by have := twoPow_pos (coarsest vs - b); omega, Int.le_refl _⟩

end QuantCert.Integer
