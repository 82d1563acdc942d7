prelude
import QuantCert.Cert.Model.Size
import QuantCert.Thm.Activation.Relu
import QuantCert.Thm.Activation.Silu
import QuantCert.Thm.Activation.SoftCap

/-!
# The bounds of operations on entries are right

## Main theorems
* `Bounds.bias_holds`, `Bounds.scale_holds`, `Bounds.add_holds`, `Bounds.mul_holds`: sums and
  products.
* `Bounds.activate_holds`, `Bounds.softCap_holds`: activation functions and soft caps.
* `Bounds.region_holds`: what is assumed of the original activation.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- A quotient of natural numbers is at most a dyadic number if the kernel finds it so. -/
theorem natCast_div_le_value {a b : Nat} {d : Dyadic} (hb : 0 < b)
    (h : (Dyadic.ofNat a).le ((Dyadic.ofNat b).mul d) = true) :
    (natCast a / natCast b : R) ≤ d.value R := by
  have hvalue := Dyadic.value_le_of_le (R := R) h
  rw [Dyadic.value_mul, Dyadic.value_ofNat, Dyadic.value_ofNat, mul_comm] at hvalue
  exact (div_le_iff (natCast_pos hb)).mpr hvalue

/-- Activations have the Lipschitz constants that the check uses. -/
theorem Activation.apply_lipschitz {θ : Parameters R} (gelu : GeluLaws θ.gelu) (f : Activation) :
    Lipschitz (f.lipschitz.value R) (f.apply θ) := by
  have enlarge : ∀ {L : R} {g : R → R} {c : Dyadic}, L ≤ c.value R → Lipschitz L g →
      Lipschitz (c.value R) g := fun hc hg a b =>
    le_trans (hg a b) (mul_le_mul_of_nonneg_right hc (abs_nonneg _))
  cases f with
  | relu => exact enlarge (le_of_eq Dyadic.value_one.symm) relu_lipschitz
  | gelu =>
    exact enlarge (natCast_div_le_value (a := 113) (b := 100) (by decide) (by decide +kernel))
      gelu.lipschitz
  | silu =>
    exact enlarge (natCast_div_le_value (a := 11) (b := 10) (by decide) (by decide +kernel))
      silu_lipschitz

/-- Activations grow no number. -/
theorem Activation.abs_apply_le {θ : Parameters R} (gelu : GeluLaws θ.gelu) (f : Activation)
    (x : R) : abs (f.apply θ x) ≤ abs x := by
  cases f with
  | relu => exact abs_relu_le x
  | gelu => exact gelu.abs_le x
  | silu => exact abs_silu_le x

/-- The Lipschitz constant of soft caps that the check uses. -/
theorem softCapLipschitz_value : (softCapLipschitz.value R) = 1 + 1 / 2 ^ 20 := by
  have hmantissa : (natCast 1048577 : R) = 2 ^ 20 + 1 := by
    rw [← natCast_two_pow, ← natCast_one, ← natCast_add]
  unfold softCapLipschitz
  rw [Dyadic.value_eq, hmantissa, add_div, div_self (two_pow_ne_zero 20)]

/-- A function that grows no entry keeps the bounds of a vector. -/
theorem Size.Holds.of_contraction {d dim : Nat} {s : Size} {x y : Vec R} (hs : s.Holds d dim x)
    (le : ∀ i, i < dim → abs (y i) ≤ abs (x i)) : s.Holds d dim y := by
  obtain ⟨entry, head, norm⟩ := hs.of_abs_le (y := y) (zero_le_one (R := R)) fun i hi => by
    rw [one_mul]
    exact le i hi
  simp only [one_mul] at entry head norm
  exact ⟨entry, head, norm⟩

/-- `x (y - ŷ) + (x - x̂) ŷ` is `x y - x̂ ŷ`. -/
theorem mul_sub_mul_eq_original (x xhat y yhat : R) :
    x * (y - yhat) + (x - xhat) * yhat = x * y - xhat * yhat :=
  ring_eq [x, xhat, y, yhat] (by decide +kernel)

/-- `x̂ (y - ŷ) + (x - x̂) y` is `x y - x̂ ŷ`. -/
theorem mul_sub_mul_eq_quantized (x xhat y yhat : R) :
    xhat * (y - yhat) + (x - xhat) * y = x * y - xhat * yhat :=
  ring_eq [x, xhat, y, yhat] (by decide +kernel)

namespace Bounds

variable {d dim : Nat} {text : Text} {s t : Bounds} {X Xhat Y Yhat : Activations R}

/-- The bounds after adding a vector hold. -/
theorem bias_holds {v : Size} {b : Vec R} (hv : v.Holds d dim b)
    (before : s.Holds d dim text X Xhat) :
    (biasStep v s).Holds d dim text (fun t i => X t i + b i) fun t i => Xhat t i + b i where
  original t ht := (before.original t ht).add hv
  quantized t ht := (before.quantized t ht).add hv
  error t ht := (before.error t ht).congr fun i _ =>
    ring_eq [X t i, Xhat t i, b i] (by decide +kernel)

/-- The bounds of a product with a number hold. -/
theorem scale_holds (c : Dyadic) (before : s.Holds d dim text X Xhat) :
    (scaleStep c s).Holds d dim text (fun t i => c.value R * X t i)
      fun t i => c.value R * Xhat t i := by
  have size : ∀ x : R, abs (c.value R * x) ≤ c.value R * abs x := fun x => by
    rw [abs_mul, abs_of_nonneg (Dyadic.value_nonneg c)]
    exact le_refl _
  refine ⟨fun t ht => (before.original t ht).scale fun i _ => size (X t i),
    fun t ht => (before.quantized t ht).scale fun i _ => size (Xhat t i),
    fun t ht => (before.error t ht).scale fun i _ => ?_⟩
  rw [← mul_sub]
  exact size _

/-- The bounds of a sum hold. -/
theorem add_holds (hx : s.Holds d dim text X Xhat) (hy : t.Holds d dim text Y Yhat) :
    (addStep s t).Holds d dim text (fun t i => X t i + Y t i) fun t i => Xhat t i + Yhat t i where
  original t ht := (hx.original t ht).add (hy.original t ht)
  quantized t ht := (hx.quantized t ht).add (hy.quantized t ht)
  error t ht := ((hx.error t ht).add (hy.error t ht)).congr fun i _ =>
    ring_eq [X t i, Xhat t i, Y t i, Yhat t i] (by decide +kernel)

/-- The bounds of a product hold. -/
theorem mul_holds (hx : s.Holds d dim text X Xhat) (hy : t.Holds d dim text Y Yhat) :
    (mulStep s t).Holds d dim text (fun t => gated (X t) (Y t)) fun t => gated (Xhat t) (Yhat t)
    where
  original t ht := (hx.original t ht).gated (hy.original t ht)
  quantized t ht := (hx.quantized t ht).gated (hy.quantized t ht)
  error t ht :=
    ((((hx.original t ht).gated (hy.error t ht)).add
      ((hx.error t ht).gated (hy.quantized t ht))).congr fun i _ =>
        mul_sub_mul_eq_original (X t i) (Xhat t i) (Y t i) (Yhat t i)).min
    ((((hx.quantized t ht).gated (hy.error t ht)).add
      ((hx.error t ht).gated (hy.original t ht))).congr fun i _ =>
        mul_sub_mul_eq_quantized (X t i) (Xhat t i) (Y t i) (Yhat t i))

/-- The bounds of an activation function hold. -/
theorem activate_holds {θ : Parameters R} (gelu : GeluLaws θ.gelu) (f : Activation)
    (before : s.Holds d dim text X Xhat) :
    (activateStep f.lipschitz s).Holds d dim text (fun t i => f.apply θ (X t i))
      fun t i => f.apply θ (Xhat t i) where
  original t ht := (before.original t ht).of_contraction fun i _ => f.abs_apply_le gelu (X t i)
  quantized t ht :=
    (before.quantized t ht).of_contraction fun i _ => f.abs_apply_le gelu (Xhat t i)
  error t ht := (before.error t ht).scale fun i _ => f.apply_lipschitz gelu (X t i) (Xhat t i)

/-- The bounds of a soft cap hold. -/
theorem softCap_holds {c : Dyadic} (pos : Nat.ble 1 c.mantissa = true)
    (before : s.Holds d dim text X Xhat) :
    (softCapStep c s).Holds d dim text (fun t i => softCap (c.value R) (X t i))
      fun t i => softCap (c.value R) (Xhat t i) := by
  have hc := Dyadic.value_pos (R := R) pos
  have capped : ∀ {s : Size} {x : Vec R}, s.Holds d dim x →
      (capSize c s).Holds d dim fun i => softCap (c.value R) (x i) := fun {s x} hs => by
    have scaled := hs.scale (c := softCapLipschitz) (y := fun i => softCap (c.value R) (x i))
      fun i _ => by rw [softCapLipschitz_value]; exact abs_softCap_le 20 hc (x i)
    exact ⟨fun i hi => Dyadic.le_value_min (scaled.entry i hi)
      (abs_softCap_le_cap (le_of_lt hc) (x i)), scaled.head, scaled.norm⟩
  refine ⟨fun t ht => capped (before.original t ht), fun t ht => capped (before.quantized t ht),
    fun t ht => (before.error t ht).scale fun i _ => ?_⟩
  rw [softCapLipschitz_value]
  exact softCap_lipschitz 20 hc (X t i) (Xhat t i)

/-- The bounds that use an assumption on the original activation hold. -/
theorem region_holds {size : Size} (before : s.Holds d dim text X Xhat)
    (assumed : ∀ t, t < text.length → size.Holds d dim (X t)) :
    (regionStep size s).Holds d dim text X Xhat :=
  ⟨fun t ht => (before.original t ht).min (assumed t ht), before.quantized, before.error⟩

end Bounds

end QuantCert
