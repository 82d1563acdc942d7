prelude
import QuantCert.Cert.Model.Step
import QuantCert.Spec.Model.Net

/-!
# Claimed bounds of a network

A plan claims bounds at every operation of a net. Roots and exponentials are not computed but
claimed too, and checked by squaring and by `checkTotalVariation`.

## Main definitions
* `Plan`, `Plan.claim`: the claims, in the shape of the net.
* `NormHint`, `NormHint.check`: how much a norm enlarges an error.
* `Activation.lipschitz`, `Scoring.lipschitz`: Lipschitz constants.
* `Net.outDim`, `outDimAll`: how many entries the output of a net has, or of nets one after the other.
* `claimAll`: the bounds after networks one after the other.
-/

namespace QuantCert

/-- Numbers that bound the error of a norm over `n` entries with factors up to `G`. -/
structure NormHint where
  /-- At least the root of `n`. -/
  root : Dyadic
  /-- At most the root mean square of the original input. -/
  low : Dyadic
  /-- At most the root mean square of the quantized input. -/
  lowHat : Dyadic
  /-- At least the error of the input divided by the root of `n`. -/
  shift : Dyadic
  /-- The error grows at most by this factor. -/
  gain : Dyadic

/-- The claims for a net, one constructor for each shape of an operation. -/
inductive Plan where
  /-- no operand -/
  | leaf (claim : Bounds)
  /-- one operand -/
  | one (claim : Bounds) (x : Plan)
  /-- one operand, of a norm -/
  | norm (claim : Bounds) (hint : NormHint) (x : Plan)
  /-- two operands -/
  | two (claim : Bounds) (x y : Plan)
  /-- query, key and value; `change` bounds how much scores change, `tv` the total variation of the
  attention weights -/
  | attention (claim : Bounds) (change tv : Dyadic) (q k v : Plan)
  /-- router and experts; `each` bounds every expert -/
  | mixture (claim each : Bounds) (tv : Dyadic) (router : Plan) (expert : Nat → Plan)
  /-- one net after the other -/
  | seq (first second : Plan)

/-- The bounds that a plan claims for the output. -/
def Plan.claim : Plan → Bounds
  | leaf claim => claim
  | one claim _ => claim
  | norm claim _ _ => claim
  | two claim _ _ => claim
  | attention claim _ _ _ _ _ => claim
  | mixture claim _ _ _ _ => claim
  | seq _ second => second.claim

/-- Whether the numbers of the hint bound a norm over `n` entries with factors up to `G`, whose
input is off by at most `δ` in norm, if its root mean square is at least `assumed`. -/
def NormHint.check (h : NormHint) (n : Nat) (G ε assumed δ : Dyadic) : Bool :=
  Nat.ble 1 n && (Nat.ble 1 ε.mantissa && (Nat.ble 1 h.low.mantissa &&
  (Nat.ble 1 h.lowHat.mantissa && ((Dyadic.ofNat n).le (h.root.mul h.root) &&
  ((h.low.le assumed || (h.low.mul h.low).le ε) &&
  (((h.lowHat.mul h.lowHat).le ε || ((h.lowHat.add h.shift).le h.low &&
    (δ.mul δ).le ((Dyadic.ofNat n).mul (h.shift.mul h.shift)))) &&
  (G.mul G).le ((h.gain.mul h.gain).mul (h.low.mul h.lowHat))))))))

/-- A Lipschitz constant of the activation: `1`, at least `113/100`, at least `11/10`. -/
def Activation.lipschitz : Activation → Dyadic
  | relu => .one
  | gelu => ⟨1158, 10⟩
  | silu => ⟨1127, 10⟩

/-- How many entries the output of the net has, if its input has `dim`. -/
def Net.outDim (dim : Nat) : Net → Nat
  | input => dim
  | lookup _ n _ _ => n
  | linear rows _ _ _ => rows
  | bias n _ _ => n
  | scale n _ _ => n
  | rmsNorm n _ _ _ _ => n
  | rmsNormHeads heads n _ _ _ _ => heads * n
  | layerNorm n _ _ _ _ _ => n
  | activate n _ _ => n
  | softCap n _ _ => n
  | add n _ _ => n
  | mul n _ _ => n
  | rope heads half _ _ => heads * (half + half)
  | attention groups group d _ _ _ _ _ => groups * group * d
  | mixture _ n _ _ => n
  | routed _ _ n _ _ _ => n
  | routedShares _ _ n _ _ _ => n
  | seq first second => second.outDim (first.outDim dim)
  | region n _ _ => n

/-- A Lipschitz constant of what becomes of a score before the softmax. -/
def Scoring.lipschitz (s : Scoring) : Dyadic :=
  cond (Nat.beq s.cap.mantissa 0) .one softCapLipschitz

/-- The number of entries after networks one after the other. -/
def outDimAll (dim : Nat) : List Net → Nat
  | [] => dim
  | net :: rest => outDimAll (net.outDim dim) rest

/-- The bounds after networks one after the other. -/
def claimAll (s : Bounds) : List Plan → Bounds
  | [] => s
  | plan :: rest => claimAll plan.claim rest

end QuantCert
