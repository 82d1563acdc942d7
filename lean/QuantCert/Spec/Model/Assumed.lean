prelude
import QuantCert.Spec.Model.Net

/-!
# What is assumed of the original activations

## Main definitions
* `RmsAtLeast`, `GapAbove`: what is assumed of the input of a norm and of the scores of a router.
* `Net.Assumed`, `AssumedAll`: the original activations stay in the regions of a net, or of several
  one after the other.
* `Net.assumesNothing`, `assumesNothingAll`: there are no regions.
-/

universe u

namespace QuantCert

open Router

variable {R : Type u} [ExpField R]

/-- The root mean square of `dim` entries is at least `low`. -/
def RmsAtLeast (dim : Nat) (low : R) (x : Vec R) : Prop := natCast dim * low ^ 2 ≤ sumSq dim x

/-- Unless `gap` is zero, the `k` largest of `count` scores exceed the others by more than `gap`. -/
def GapAbove (count k : Nat) (gap : Dyadic) (z : Vec R) : Prop :=
  gap.mantissa ≠ 0 → SeparatedBy count (gap.value R) z (topK count k z)

/-- In the network with the matrices `W`, all activations stay in the regions of the net. -/
def Net.Assumed (θ : Parameters R) (text : Text) (d : Nat) (W : Nat → Matrix R) :
    Net → Activations R → Prop
  | input, _ => True
  | lookup _ _ _ _, _ => True
  | linear _ _ _ x, X => x.Assumed θ text d W X
  | bias _ _ x, X => x.Assumed θ text d W X
  | scale _ _ x, X => x.Assumed θ text d W X
  | rmsNorm dim _ _ low x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → RmsAtLeast dim (low.value R) (x.eval θ text W X t)
  | rmsNormHeads heads n _ _ low x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → ∀ h, h < heads →
        RmsAtLeast n (low.value R) (Attention.head n h (x.eval θ text W X t))
  | layerNorm dim _ _ _ low x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → RmsAtLeast dim (low.value R) (subMean dim (x.eval θ text W X t))
  | activate _ _ x, X => x.Assumed θ text d W X
  | softCap _ _ x, X => x.Assumed θ text d W X
  | add _ x y, X => x.Assumed θ text d W X ∧ y.Assumed θ text d W X
  | mul _ x y, X => x.Assumed θ text d W X ∧ y.Assumed θ text d W X
  | rope _ _ _ x, X => x.Assumed θ text d W X
  | attention _ _ _ _ _ q k v, X =>
      q.Assumed θ text d W X ∧ k.Assumed θ text d W X ∧ v.Assumed θ text d W X
  | mixture count _ router expert, X => router.Assumed θ text d W X ∧
      ∀ e, e < count → (expert e).Assumed θ text d W X
  | routed count k _ gap router expert, X => router.Assumed θ text d W X ∧
      ((∀ e, e < count → (expert e).Assumed θ text d W X) ∧
      ∀ t, t < text.length → GapAbove count k gap (router.eval θ text W X t))
  | routedShares count k _ gap router expert, X => router.Assumed θ text d W X ∧
      ((∀ e, e < count → (expert e).Assumed θ text d W X) ∧
      ∀ t, t < text.length → GapAbove count k gap (router.eval θ text W X t))
  | seq first second, X =>
      first.Assumed θ text d W X ∧ second.Assumed θ text d W (first.eval θ text W X)
  | region dim size x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → size.Holds d dim (x.eval θ text W X t)

/-- Whether `p` passes all numbers below `n`. -/
def everyBelow : Nat → (Nat → Bool) → Bool
  | 0, _ => true
  | n + 1, p => everyBelow n p && p n

/-- Whether the net has no region, its norms assume no root mean square above zero, and its routers
no gap. -/
def Net.assumesNothing : Net → Bool
  | input => true
  | lookup _ _ _ _ => true
  | linear _ _ _ x => x.assumesNothing
  | bias _ _ x => x.assumesNothing
  | scale _ _ x => x.assumesNothing
  | rmsNorm _ _ _ low x => Nat.beq low.mantissa 0 && x.assumesNothing
  | rmsNormHeads _ _ _ _ low x => Nat.beq low.mantissa 0 && x.assumesNothing
  | layerNorm _ _ _ _ low x => Nat.beq low.mantissa 0 && x.assumesNothing
  | activate _ _ x => x.assumesNothing
  | softCap _ _ x => x.assumesNothing
  | add _ x y => x.assumesNothing && y.assumesNothing
  | mul _ x y => x.assumesNothing && y.assumesNothing
  | rope _ _ _ x => x.assumesNothing
  | attention _ _ _ _ _ q k v => q.assumesNothing && (k.assumesNothing && v.assumesNothing)
  | mixture count _ router expert => router.assumesNothing &&
      everyBelow count fun e => (expert e).assumesNothing
  | routed count _ _ gap router expert => Nat.beq gap.mantissa 0 && (router.assumesNothing &&
      everyBelow count fun e => (expert e).assumesNothing)
  | routedShares count _ _ gap router expert => Nat.beq gap.mantissa 0 && (router.assumesNothing &&
      everyBelow count fun e => (expert e).assumesNothing)
  | seq first second => first.assumesNothing && second.assumesNothing
  | region _ _ _ => false

/-- Whether none of the networks assumes anything. -/
def assumesNothingAll : List Net → Bool
  | [] => true
  | net :: rest => net.assumesNothing && assumesNothingAll rest

/-- The activations stay in the regions of all networks. -/
def AssumedAll (θ : Parameters R) (text : Text) (d : Nat) (W : Nat → Matrix R) :
    List Net → Activations R → Prop
  | [], _ => True
  | net :: rest, X => net.Assumed θ text d W X ∧ AssumedAll θ text d W rest (net.eval θ text W X)

end QuantCert
