prelude
import QuantCert.Cert.Model.Min
import QuantCert.Thm.Model.Rope

/-!
# The bounds of rotary embedding are true

## Main theorems
* `Size.holds_ropeHeads`: one vector.
* `Bounds.rope_holds`: the original, the quantized and the error, which is rotated itself.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- Bounds of a vector bound the rotated vector: norms stay, entries at most double and are at most
the norm of their head. -/
theorem Size.holds_ropeHeads {heads half : Nat} {c sine : Vec R} (rot : IsRotation half c sine)
    {s : Size} {x : Vec R} (before : s.Holds (half + half) (heads * (half + half)) x) :
    (Bounds.ropeSize s).Holds (half + half) (heads * (half + half)) (ropeHeads half c sine x) := by
  refine ⟨fun i hi => Dyadic.le_value_min ?_ ?_, fun h fits => ?_, ?_⟩
  · exact abs_ropeHeads_le_head rot (fun h hh => before.head h (head_fits hh)) i hi
  · rw [Dyadic.value_add]
    exact abs_ropeHeads_le_entry rot before.entry i hi
  · rw [ropeHeads_head_norm2 rot]
    exact before.head h fits
  · rw [ropeHeads_norm2 rot]
    exact before.norm

/-- The bounds after rotary embedding are true. -/
theorem Bounds.rope_holds {heads half : Nat} {text : Text} {cos sin : Nat → Vec R}
    (rot : ∀ t i, cos t i ^ 2 + sin t i ^ 2 = 1) {s : Bounds} {X Xhat : Activations R}
    (before : s.Holds (half + half) (heads * (half + half)) text X Xhat) :
    (Bounds.ropeStep s).Holds (half + half) (heads * (half + half)) text
      (fun t => ropeHeads half (cos t) (sin t) (X t))
      fun t => ropeHeads half (cos t) (sin t) (Xhat t) := by
  have rot : ∀ t, IsRotation half (cos t) (sin t) := fun t i _ => rot t i
  refine ⟨fun t ht => Size.holds_ropeHeads (rot t) (before.original t ht),
    fun t ht => Size.holds_ropeHeads (rot t) (before.quantized t ht), fun t ht => ?_⟩
  rw [← ropeHeads_sub]
  exact Size.holds_ropeHeads (rot t) (before.error t ht)

/-- There are rotations other than the trivial one: by a right angle, at every position. -/
example : ∀ t i : Nat, (fun _ _ => (0 : R) : Nat → Vec R) t i ^ 2 + (1 : R) ^ 2 = 1 := fun _ _ =>
  ring_eq [] (by decide +kernel)

end QuantCert
