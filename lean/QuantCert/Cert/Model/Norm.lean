prelude
import QuantCert.Cert.Model.Size
import QuantCert.Spec.Model.Assumed
import QuantCert.Thm.Norm.Entry

/-!
# The bounds of a norm are true

A norm divides by the root mean square `r` of its input, so it enlarges an error by at most
`‖γ‖∞ / √(r r')`. `r` is at least `√ε`, and `r'` at least `r` minus the error over `√n`.

## Main theorems
* `NormHint.check_sound`: what a checked hint says of the original and the quantized input.
* `Bounds.rmsNorm_holds`, `Bounds.layerNorm_holds`: the bounds after the norm.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The root mean square plus `ε` is at least what the root mean square is at least. -/
theorem RmsAtLeast.le_rms {n : Nat} (hn : 0 < n) {ε low : R} (hε : 0 < ε) (hlow : 0 ≤ low)
    {x : Vec R} (h : RmsAtLeast n low x) : low ≤ rms n ε x := by
  have hmean : low * low ≤ sumSq n x / natCast n := by
    rw [le_div_iff (natCast_pos hn), mul_comm, ← pow_two]
    exact h
  exact (le_sqrt_iff (le_of_lt (meanSq_add_pos hn hε x)) hlow).mpr
    (le_trans hmean (le_add_of_nonneg_right (le_of_lt hε)))

/-- Numbers whose square is at most `ε` are at most the root mean square plus `ε`. -/
theorem le_rms_of_sq_le {n : Nat} (hn : 0 < n) {ε low : R} (hε : 0 < ε) (hlow : 0 ≤ low)
    (h : low * low ≤ ε) (x : Vec R) : low ≤ rms n ε x :=
  le_trans ((le_sqrt_iff (le_of_lt hε) hlow).mpr h) (sqrt_le_rms hn hε x)

/-- What a hint claims of a norm over `n` entries with factors up to `G`: the root of `n`, lower
bounds of the root mean squares of both inputs, and the growth of an error. -/
structure NormHint.Holds (h : NormHint) (n : Nat) (G : Dyadic) (ε : R) (x xhat : Vec R) : Prop where
  dim : 0 < n
  epsilon : 0 < ε
  root : sqrt (natCast n) ≤ h.root.value R
  low_pos : 0 < h.low.value R
  low : h.low.value R ≤ rms n ε x
  lowHat_pos : 0 < h.lowHat.value R
  lowHat : h.lowHat.value R ≤ rms n ε xhat
  gain : G.value R ≤ h.gain.value R * sqrt (h.low.value R * h.lowHat.value R)

/-- If the check of a hint succeeds, its claims are true of inputs whose difference has norm at most
`δ`, when the original one has root mean square at least `assumed`. -/
theorem NormHint.check_sound {h : NormHint} {n : Nat} {G ε assumed δ : Dyadic}
    (ok : h.check n G ε assumed δ = true) {x xhat : Vec R}
    (large : RmsAtLeast n (assumed.value R) x)
    (near : norm2 n (fun i => x i - xhat i) ≤ δ.value R) : h.Holds n G (ε.value R) x xhat := by
  simp only [NormHint.check, Bool.and_eq_true_iff, Bool.or_eq_true_iff] at ok
  obtain ⟨hn, hε, hlow, hhat, hroot, low, hat, gain⟩ := ok
  have hn := Nat.le_of_ble_eq_true hn
  have hε := Dyadic.value_pos (R := R) hε
  have sq : ∀ {a : Dyadic}, (a.mul a).le ε = true → ∀ y : Vec R, a.value R ≤ rms n (ε.value R) y :=
    fun {a} ha y => le_rms_of_sq_le hn hε (Dyadic.value_nonneg a)
      (by rw [← Dyadic.value_mul]; exact Dyadic.value_le_of_le ha) y
  have hr : h.low.value R ≤ rms n (ε.value R) x := by
    rcases low with low | low
    · exact le_trans (Dyadic.value_le_of_le low) (large.le_rms hn hε (Dyadic.value_nonneg assumed))
    · exact sq low x
  refine ⟨hn, hε, ?_, Dyadic.value_pos hlow, hr, Dyadic.value_pos hhat, ?_, ?_⟩
  · refine (sqrt_le_iff (natCast_nonneg n) (Dyadic.value_nonneg _)).mpr ?_
    rw [← Dyadic.value_ofNat, ← Dyadic.value_mul]
    exact Dyadic.value_le_of_le hroot
  · rcases hat with hat | ⟨hat, shift⟩
    · exact sq hat xhat
    · have hadd := Dyadic.value_le_of_le (R := R) hat
      rw [Dyadic.value_add] at hadd
      exact le_of_add_le_add_right (le_trans (le_trans hadd hr)
        (rms_le_add hn hε (le_trans near (le_sqrt_mul_of_le shift))))
  · have hgain := Dyadic.value_le_of_le (R := R) gain
    rw [Dyadic.value_mul, Dyadic.value_mul, Dyadic.value_mul, Dyadic.value_mul] at hgain
    refine le_of_mul_self_le_mul_self ?_ (mul_nonneg (Dyadic.value_nonneg _) (sqrt_nonneg _))
    rw [mul_mul_mul_comm,
      mul_self_sqrt (mul_nonneg (Dyadic.value_nonneg _) (Dyadic.value_nonneg _))]
    exact hgain

/-- With `G ≤ gain · √(a b)`, an error of norm at most `δ` grows to at most `gain · δ`. -/
theorem mul_div_sqrt_le {G g a b e δ : R} (ha : 0 < a) (hb : 0 < b) (hg : 0 ≤ g) (he : 0 ≤ e)
    (hG : G ≤ g * sqrt (a * b)) (hδ : e ≤ δ) : G * e / sqrt (a * b) ≤ g * δ := by
  rw [div_le_iff (sqrt_pos (mul_pos ha hb))]
  refine le_trans (mul_le_mul_of_nonneg_right hG he) ?_
  rw [mul_assoc, mul_assoc, mul_comm δ]
  exact mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left hδ (sqrt_nonneg _)) hg

namespace NormHint.Holds
variable {h : NormHint} {n : Nat} {G : Dyadic} {ε : R} {x xhat : Vec R}
  (holds : h.Holds n G ε x xhat) {γ : Vec R} (hγ : InRange n (G.value R) γ)
include holds hγ

/-- The output of RMSNorm has norm at most `root · G`. -/
theorem range_le (y : Vec R) : norm2 n (rmsNorm n ε γ y) ≤ (h.root.mul G).value R := by
  rw [Dyadic.value_mul]
  exact le_trans (rmsNorm_norm2_le holds.dim holds.epsilon hγ (Dyadic.value_nonneg G) y)
    (mul_le_mul_of_nonneg_right holds.root (Dyadic.value_nonneg G))

/-- RMSNorm enlarges an error at most `gain`-fold. -/
theorem error_le {δ : R} (near : norm2 n (fun i => x i - xhat i) ≤ δ) :
    norm2 n (fun i => rmsNorm n ε γ x i - rmsNorm n ε γ xhat i) ≤ h.gain.value R * δ :=
  le_trans (rmsNorm_norm2_sub_le_of_le holds.dim holds.epsilon hγ (Dyadic.value_nonneg G)
    holds.low_pos holds.lowHat_pos holds.low holds.lowHat)
    (mul_div_sqrt_le holds.low_pos holds.lowHat_pos (Dyadic.value_nonneg _) (norm2_nonneg n _)
      holds.gain near)

end NormHint.Holds

/-- The bounds after RMSNorm are true. -/
theorem Bounds.rmsNorm_holds {d n : Nat} {text : Text} {h : NormHint} {G ε low : Dyadic}
    {s : Bounds} (ok : h.check n G ε low s.error.norm = true) {γ : Vec R}
    (hγ : InRange n (G.value R) γ) {X Xhat : Activations R} (before : s.Holds d n text X Xhat)
    (large : ∀ t, t < text.length → RmsAtLeast n (low.value R) (X t)) :
    (Bounds.normStep (.ofNorm (h.root.mul G)) .zero h.gain s).Holds d n text
      (fun t => rmsNorm n (ε.value R) γ (X t)) fun t => rmsNorm n (ε.value R) γ (Xhat t) := by
  have hint := fun t (ht : t < text.length) =>
    NormHint.check_sound ok (large t ht) (before.error t ht).norm
  have range : ∀ t, t < text.length → ∀ y : Vec R,
      ((Size.ofNorm (h.root.mul G)).add .zero).Holds d n (rmsNorm n (ε.value R) γ y) :=
    fun t ht y => Size.Holds.of_norm (c := (h.root.mul G).add .zero) (by
      rw [Dyadic.value_add, Dyadic.value_zero, add_zero]
      exact (hint t ht).range_le hγ y)
  refine ⟨fun t ht => range t ht (X t), fun t ht => range t ht (Xhat t),
    fun t ht => Size.Holds.of_norm ?_⟩
  rw [Dyadic.value_mul]
  exact (hint t ht).error_le hγ (before.error t ht).norm

/-- The bounds after LayerNorm are true. -/
theorem Bounds.layerNorm_holds {d n : Nat} {text : Text} {h : NormHint} {G ε low : Dyadic}
    {b : Size} {s : Bounds} (ok : h.check n G ε low s.error.norm = true) {γ β : Vec R}
    (hγ : InRange n (G.value R) γ) (hβ : b.Holds d n β) {X Xhat : Activations R}
    (before : s.Holds d n text X Xhat)
    (large : ∀ t, t < text.length → RmsAtLeast n (low.value R) (subMean n (X t))) :
    (Bounds.normStep (.ofNorm (h.root.mul G)) b h.gain s).Holds d n text
      (fun t => layerNorm n (ε.value R) γ β (X t)) fun t =>
        layerNorm n (ε.value R) γ β (Xhat t) := by
  have hn : 0 < n := Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.mp ok).1
  have near : ∀ t, t < text.length →
      norm2 n (fun i => subMean n (X t) i - subMean n (Xhat t) i) ≤ s.error.norm.value R :=
    fun t ht => le_trans (subMean_norm2_sub_le hn (X t) (Xhat t)) (before.error t ht).norm
  have hint := fun t (ht : t < text.length) =>
    NormHint.check_sound ok (large t ht) (near t ht)
  have range : ∀ t, t < text.length → ∀ y : Vec R,
      (Size.ofNorm (h.root.mul G)).Holds d n (rmsNorm n (ε.value R) γ y) :=
    fun t ht y => Size.Holds.of_norm ((hint t ht).range_le hγ y)
  refine ⟨fun t ht => (range t ht _).add hβ,
    fun t ht => (range t ht _).add hβ,
    fun t ht => Size.Holds.of_norm ?_⟩
  have heq : (fun i => layerNorm n (ε.value R) γ β (X t) i - layerNorm n (ε.value R) γ β (Xhat t) i)
      = fun i => rmsNorm n (ε.value R) γ (subMean n (X t)) i -
        rmsNorm n (ε.value R) γ (subMean n (Xhat t)) i := funext fun i => by
    unfold layerNorm
    rw [add_sub_add_comm, sub_self, add_zero]
  rw [heq, Dyadic.value_mul]
  exact (hint t ht).error_le hγ (near t ht)

/-- Every input has a root mean square of at least zero: with `low` zero, nothing is assumed. -/
example (n : Nat) (x : Vec R) : RmsAtLeast n (Dyadic.zero.value R) x := by
  unfold RmsAtLeast
  rw [Dyadic.value_zero, pow_two, mul_zero, mul_zero]
  exact sumSq_nonneg n x

/-- The check passes and refuses: four entries, factors up to 1, `ε = 1/4`, nothing assumed. An
error grows at most twofold; that it does not grow is not accepted. -/
example : NormHint.check ⟨⟨2, 0⟩, ⟨1, 1⟩, ⟨1, 1⟩, .zero, ⟨2, 0⟩⟩ 4 .one ⟨1, 2⟩ .zero .one = true ∧
    NormHint.check ⟨⟨2, 0⟩, ⟨1, 1⟩, ⟨1, 1⟩, .zero, ⟨1, 0⟩⟩ 4 .one ⟨1, 2⟩ .zero .one = false :=
  ⟨rfl, rfl⟩

/-- With a root mean square of at least 4 and an error of norm at most 2, which shifts the root mean
square by at most 1, an error shrinks; without the shift in account the check refuses. -/
example : NormHint.check ⟨⟨2, 0⟩, ⟨4, 0⟩, ⟨3, 0⟩, .one, ⟨3, 3⟩⟩ 4 .one ⟨1, 2⟩ ⟨4, 0⟩ ⟨2, 0⟩ = true ∧
    NormHint.check ⟨⟨2, 0⟩, ⟨4, 0⟩, ⟨4, 0⟩, .zero, ⟨3, 3⟩⟩ 4 .one ⟨1, 2⟩ ⟨4, 0⟩ ⟨2, 0⟩ = false :=
  ⟨rfl, rfl⟩

end QuantCert
