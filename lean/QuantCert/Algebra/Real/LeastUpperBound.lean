prelude
import QuantCert.Algebra.Real.Complete
import QuantCert.Algebra.Real.Field

/-!
# The completion of an Archimedean field has least upper bounds

For every step `1 / 2^n` some upper bound from the field is no longer one a step lower. These are a
Cauchy sequence, and its limit is the least upper bound.

## Main definitions
* `Completion.ofField x`: the element `x` of the field in its completion.

## Main theorems
* `Completion.complete`: the completion of an Archimedean field is complete.
-/

universe u

namespace QuantCert.Completion

open CauchySequence

variable {K : Type u} [OrderedField K]

/-- An element of the field in its completion. -/
def ofField (x : K) : Completion K := limit (const x)

/-- Limits are ordered as late terms are. -/
theorem limit_le {a b : CauchySequence K} (h : Late fun m _ => a.term m ≤ b.term m) :
    limit a ≤ limit b := by
  refine le_of_not_lt fun hlt => ?_
  cases trichotomy (limit a) (limit b) with
  | inl e => exact lt_irrefl _ (e ▸ hlt)
  | inr h' =>
    cases h' with
    | inl h' => exact not_le_of_lt hlt (.inr h')
    | inr h' =>
      have ⟨d, pos, N, hN⟩ : Positive fun n => a.term n + -b.term n := h'
      have ⟨M, hM⟩ := h
      have hle : d ≤ a.term (N + M) + -b.term (N + M) :=
        hN _ (N + M) (Nat.le_add_right N M) (Nat.le_add_right N M)
      rw [← sub_eq_add_neg] at hle
      exact not_le_of_lt (sub_pos.mp (lt_of_lt_of_le pos hle))
        (hM _ (N + M) (Nat.le_add_left M N) (Nat.le_add_left M N))

/-- The field keeps its order in the completion. -/
theorem ofField_le {x y : K} (h : x ≤ y) : ofField x ≤ ofField y := limit_le ⟨0, fun _ _ _ _ => h⟩

/-- Positive elements of the field are positive in the completion. -/
theorem ofField_pos {x : K} (h : 0 < x) : 0 < ofField x :=
  lt_of_le_of_ne (ofField_le (le_of_lt h)) fun e => by
    have pos : Pos (ofField x) := ⟨x, h, 0, fun _ _ _ _ => le_refl x⟩
    rw [← e] at pos
    exact not_pos_zero pos

/-- The field keeps its differences in the completion. -/
theorem ofField_sub (x y : K) : ofField (x - y) = ofField x - ofField y :=
  sound fun _ => sub_eq_add_neg x y

/-- The field keeps its strict order in the completion. -/
theorem ofField_lt {x y : K} (h : x < y) : ofField x < ofField y :=
  sub_pos.mp (ofField_sub y x ▸ ofField_pos (sub_pos.mpr h))

/-- The completion reflects the order of the field. -/
theorem le_of_ofField_le {x y : K} (h : ofField x ≤ ofField y) : x ≤ y :=
  le_of_not_lt fun h' => not_le_of_lt (ofField_lt h') h

/-- The late terms of a sequence are close to its limit. -/
theorem limit_near (a : CauchySequence K) {e : K} (he : 0 < e) : ∃ N, ∀ n, N ≤ n →
    ofField (a.term n - e) ≤ limit a ∧ limit a ≤ ofField (e + a.term n) :=
  have ⟨N, h⟩ := a.isCauchy e he
  have le : ∀ {m n}, N ≤ m → N ≤ n → a.term m ≤ e + a.term n := fun hm hn =>
    sub_le_iff_le_add.mp (le_trans (le_abs_self _) (h _ _ hm hn))
  ⟨N, fun _ hn =>
    ⟨limit_le ⟨N, fun _ _ hm _ => sub_le_iff_le_add.mpr (add_comm e _ ▸ le hn hm)⟩,
      limit_le ⟨N, fun _ _ hm _ => le hm hn⟩⟩⟩

/-- Elements are ordered if they are up to every positive element of the field. -/
theorem le_of_forall_ofField {x y : Completion K} (h : ∀ e : K, 0 < e → x ≤ y + ofField e) :
    x ≤ y := by
  refine le_of_not_lt fun hlt => ?_
  have pos := sub_pos.mpr hlt
  have ⟨e, he, hle⟩ : ∃ e : K, 0 < e ∧ ofField e < x - y :=
    ind (p := fun z => 0 < z → ∃ e : K, 0 < e ∧ ofField e < z) (fun a h => by
      cases zero_or_pos (limit a) with
      | inl h' => exact absurd h' (ne_of_gt h)
      | inr h' =>
        cases h' with
        | inl h' =>
          have ⟨d, pos, hd⟩ : Positive a.term := h'
          have half := div_pos pos zero_lt_two
          have lt : d / 2 < d := by
            have h := lt_add_of_pos_right (a := d / 2) half; rw [add_halves] at h; exact h
          exact ⟨d / 2, half, lt_of_lt_of_le (ofField_lt lt) (limit_le hd)⟩
        | inr h' =>
          exact absurd (Or.inr (Positive.of_eq h' fun n => (zero_add _).symm) : limit a ≤ 0)
            (not_le_of_lt h)) (x - y) pos
  exact not_le_of_lt hle (sub_le_iff_le_add.mpr (add_comm y _ ▸ h e he))

/-- Every element lies between two elements of the field. -/
theorem exists_between (x : Completion K) : ∃ p q : K, ofField p < x ∧ x ≤ ofField q :=
  ind (p := fun x => ∃ p q : K, ofField p < x ∧ x ≤ ofField q) (fun a =>
    have ⟨N, h⟩ := limit_near a zero_lt_one
    have h := h N (Nat.le_refl N)
    ⟨a.term N - 1 - 1, 1 + a.term N, lt_of_lt_of_le (ofField_lt (by
      rw [← sub_pos, sub_eq_add_neg, neg_sub, add_sub_cancel]
      exact zero_lt_one)) h.1, h.2⟩) x

/-- What is false of zero and true of some number becomes true at some step. -/
theorem exists_step {p : Nat → Prop} (h0 : ¬p 0) (n : Nat) (hn : p n) : ∃ m, ¬p m ∧ p (m + 1) := by
  induction n with
  | zero => exact absurd hn h0
  | succ n ih =>
    cases Classical.em (p n) with
    | inl h => exact ih h
    | inr h => exact ⟨n, h, hn⟩

/-- Some upper bound from the field is no longer one a step `e` lower. -/
theorem exists_isUpper (hK : Archimedean K) {S : Completion K → Prop} {x b : Completion K}
    (hx : S x) (hb : IsUpper S b) {e : K} (he : 0 < e) :
    ∃ q : K, IsUpper S (ofField q) ∧ ¬IsUpper S (ofField (q - e)) := by
  have ⟨p, _, hp, _⟩ := exists_between x
  have ⟨_, q, _, hq⟩ := exists_between b
  have ⟨n, hn⟩ := hK ((q - p) / e)
  have hn' : q ≤ p + natCast n * e := by
    have h := le_of_lt hn
    rw [div_le_iff he, sub_le_iff_le_add, add_comm] at h
    exact h
  have ⟨m, hm, hm'⟩ := exists_step (p := fun n => IsUpper S (ofField (p + natCast n * e)))
    (fun h => not_le_of_lt hp (by
      have h := h x hx
      rw [natCast_zero, zero_mul, add_zero] at h
      exact h)) n
    fun y hy => le_trans (hb y hy) (le_trans hq (ofField_le hn'))
  refine ⟨_, hm', fun h => hm ?_⟩
  rw [natCast_succ, add_mul, one_mul, ← add_assoc, add_sub_cancel_right] at h
  exact h

/-- Late inverses of powers of two are as small as one likes. -/
theorem exists_two_pow_le (hK : Archimedean K) {e : K} (he : 0 < e) :
    ∃ N : Nat, ∀ n, N ≤ n → 1 / 2 ^ n ≤ e :=
  have ⟨N, h⟩ := hK.exists_lt_two_pow (1 / e)
  ⟨N, fun n hn => by
    have h := le_of_lt (h n hn)
    rw [div_le_iff he] at h
    rw [div_le_iff (two_pow_pos n), mul_comm]
    exact h⟩

/-- Upper bounds from the field that are no longer upper bounds a step `1 / 2^n` lower are a Cauchy
sequence. -/
theorem isCauchy_of_steps (hK : Archimedean K) {u : Nat → K}
    (h : ∀ m n, u m - 1 / 2 ^ m ≤ u n) : IsCauchy u := fun e he =>
  have ⟨N, hN⟩ := exists_two_pow_le hK he
  have le : ∀ {m n}, N ≤ m → u m - u n ≤ e := fun hm => sub_le_iff_le_add.mpr
    (le_trans (sub_le_iff_le_add.mp (h _ _))
      (by rw [add_comm e]; exact add_le_add_left (hN _ hm) _))
  ⟨N, fun m n hm hn => abs_le_of (le hm) (neg_sub (u m) (u n) ▸ le hn)⟩

/-- The limit of such upper bounds is at most every upper bound. -/
theorem limit_le_of_steps (hK : Archimedean K) {a : CauchySequence K} {b : Completion K}
    (h : ∀ n, ofField (a.term n - 1 / 2 ^ n) ≤ b) : limit a ≤ b :=
  le_of_forall_ofField fun e he => by
    have half := div_pos he zero_lt_two
    have ⟨M, hM⟩ := limit_near a half
    have ⟨N, hN⟩ := exists_two_pow_le hK half
    have hN := hN (M + N) (Nat.le_add_left N M)
    have step : e / 2 + a.term (M + N) - (e / 2 + e / 2) ≤ a.term (M + N) - 1 / 2 ^ (M + N) :=
      le_of_sub_eq (c := e / 2 - 1 / 2 ^ (M + N))
        (ring_eq [e / 2, a.term (M + N), 1 / 2 ^ (M + N)] (by decide +kernel)) (sub_nonneg.mpr hN)
    rw [add_halves] at step
    have le := le_trans (ofField_le step) (h (M + N))
    rw [ofField_sub, sub_le_iff_le_add] at le
    exact le_trans (hM (M + N) (Nat.le_add_right M N)).2 le

/-- The completion of an Archimedean field is complete. -/
theorem complete (hK : Archimedean K) : Complete (Completion K) := by
  intro S ⟨x, hx⟩ ⟨b, hb⟩
  have bounds (n : Nat) := exists_isUpper hK hx hb (div_pos zero_lt_one (two_pow_pos (R := K) n))
  let u : Nat → K := fun n => Classical.choose (bounds n)
  have upper : ∀ n, IsUpper S (ofField (u n)) := fun n => (Classical.choose_spec (bounds n)).1
  have lower : ∀ {b} n, IsUpper S b → ofField (u n - 1 / 2 ^ n) ≤ b := fun n hb =>
    le_of_not_lt fun h =>
      (Classical.choose_spec (bounds n)).2 fun y hy => le_trans (hb y hy) (le_of_lt h)
  let a : CauchySequence K :=
    ⟨u, isCauchy_of_steps hK fun m n => le_of_ofField_le (lower m (upper n))⟩
  refine ⟨limit a, fun y hy => le_of_forall_ofField fun e he => ?_,
    fun b hb => limit_le_of_steps hK fun n => lower n hb⟩
  have ⟨N, h⟩ := limit_near a he
  have le := (h N (Nat.le_refl N)).1
  rw [ofField_sub, sub_le_iff_le_add] at le
  exact le_trans (upper N y hy) le

end QuantCert.Completion
