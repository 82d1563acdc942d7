prelude
import QuantCert.Cert.Model.Norm

/-!
# The bounds after a norm of each head are true

## Main theorems
* `head_rmsNormHeads`: a head of the output is the norm of a head of the input.
* `Bounds.rmsNormHeads_holds`: the bounds after RMSNorm of each head.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- A head of the output is the norm of a head of the input. -/
theorem head_rmsNormHeads {d i : Nat} (k : Nat) (hi : i < d) (ε : R) (γ x : Vec R) :
    head d k (rmsNormHeads d ε γ x) i = rmsNorm d ε γ (head d k x) i := by
  have ⟨hdiv, hmod⟩ := head_index_div_mod k hi
  show rmsNorm d ε γ (head d ((k * d + i) / d) x) ((k * d + i) % d) = _
  rw [hdiv, hmod]

/-- Heads of norm at most `c` bound the whole vector. -/
theorem Size.holds_whole_ofNorm {heads d : Nat} (hd : 0 < d) {c : Dyadic} {x : Vec R}
    (each : ∀ k, k < heads → norm2 d (Attention.head d k x) ≤ c.value R) :
    ((Size.ofNorm c).whole heads).Holds d (heads * d) x :=
  Size.holds_whole hd (fun k hk _ hi => le_trans (abs_le_norm2 (Attention.head d k x) hi) (each k hk)) each

/-- The bounds after RMSNorm of each head are true. -/
theorem Bounds.rmsNormHeads_holds {heads d : Nat} {text : Text} {h : NormHint} {G ε low : Dyadic}
    {s : Bounds} (ok : h.check d G ε low s.error.head = true) {γ : Vec R}
    (hγ : InRange d (G.value R) γ) {X Xhat : Activations R}
    (before : s.Holds d (heads * d) text X Xhat) (large : ∀ t, t < text.length →
      ∀ k, k < heads → RmsAtLeast d (low.value R) (head d k (X t))) :
    (Bounds.normHeadsStep heads (h.root.mul G) h.gain s).Holds d (heads * d) text
      (fun t => rmsNormHeads d (ε.value R) γ (X t))
      fun t => rmsNormHeads d (ε.value R) γ (Xhat t) := by
  have hd : 0 < d := Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.mp ok).1
  have hint := fun t (ht : t < text.length) k (hk : k < heads) =>
    NormHint.check_sound ok (large t ht k hk) ((before.error t ht).head k (head_fits hk))
  have range : ∀ t, t < text.length → ∀ y : Vec R,
      ((Size.ofNorm (h.root.mul G)).whole heads).Holds d (heads * d)
        (rmsNormHeads d (ε.value R) γ y) := fun t ht y => Size.holds_whole_ofNorm hd fun k hk => by
    rw [norm2_congr fun i hi => head_rmsNormHeads k hi (ε.value R) γ y]
    exact (hint t ht k hk).range_le hγ _
  refine ⟨fun t ht => range t ht (X t), fun t ht => range t ht (Xhat t),
    fun t ht => Size.holds_whole_ofNorm hd fun k hk => ?_⟩
  have split : ∀ i, i < d → head d k (fun i => rmsNormHeads d (ε.value R) γ (X t) i -
      rmsNormHeads d (ε.value R) γ (Xhat t) i) i = rmsNorm d (ε.value R) γ (head d k (X t)) i -
        rmsNorm d (ε.value R) γ (head d k (Xhat t)) i := fun i hi => by
    rw [← head_rmsNormHeads k hi, ← head_rmsNormHeads k hi]
    rfl
  rw [norm2_congr split, Dyadic.value_mul]
  exact (hint t ht k hk).error_le hγ ((before.error t ht).head k (head_fits hk))

/-- Heads of two vectors can have root mean squares of at least one: those of the vector of ones. -/
example : RmsAtLeast 2 (Dyadic.one.value R) (head 2 1 fun _ => 1) := by
  unfold RmsAtLeast
  rw [Dyadic.value_one]
  show natCast 2 * (1 : R) ^ 2 ≤ 0 + 1 ^ 2 + 1 ^ 2
  exact le_of_eq (ring_eq [] (by decide +kernel))

end QuantCert
