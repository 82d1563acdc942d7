prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Model.Step

/-!
# Claimed bounds of a network, and their check

A plan claims bounds at every operation of a net. The check walks the net once: each claim must
follow from the claims before it. Roots and exponentials are not computed but claimed too, and
checked by squaring and by `checkTotalVariation`.

## Main definitions
* `Plan`, `Plan.claim`: the claims, in the shape of the net.
* `NormHint`, `NormHint.check`: how much a norm enlarges an error.
* `Net.outDim`: how many entries the output of a net has.
* `Net.check c net plan dim s`: whether the claims follow from the bounds `s` of the input.
* `checkAll`: the same for networks one after the other.
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

/-- The list without its first element. -/
noncomputable def tail {α : Type} (l : List α) : List α := List.rec .nil (fun _ rest _ => rest) l

/-- The list without its first `i` elements. The kernel keeps the results for smaller `i`, so that
looking up all elements costs one step each. -/
noncomputable def dropFirst {α : Type} (l : List α) (i : Nat) : List α :=
  Nat.rec l (fun _ rest => tail rest) i

/-- The element `i` of a list. -/
noncomputable def nth {α : Type} (l : List α) (i : Nat) : Option α :=
  List.rec none (fun a _ _ => some a) (dropFirst l i)

/-- Whether the list has an element `i` that passes. -/
noncomputable def nthAnd {α : Type} (l : List α) (i : Nat) (p : α → Bool) : Bool :=
  match nth l i with
  | none => false
  | some a => p a

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
  | rmsNorm n _ _ _ _ => n
  | layerNorm n _ _ _ _ _ => n
  | activate n _ _ => n
  | add n _ _ => n
  | mul n _ _ => n
  | rope heads half _ => heads * (half + half)
  | attention groups group d _ _ _ _ => groups * group * d
  | mixture _ n _ _ => n
  | routed _ _ n _ _ _ => n
  | seq first second => second.outDim (first.outDim dim)
  | region n _ _ => n

/-- Whether the bounds `claim` of `dim` entries follow from `s`. -/
def ModelCert.accepts (c : ModelCert) (dim : Nat) (s claim : Bounds) : Bool :=
  s.tighten.implies c.headDim dim claim

/-- Whether the rows that are looked up exist. -/
def ModelCert.hasRows (c : ModelCert) (rows : Nat) : RowIndex → Bool
  | .token => Nat.ble c.vocabulary rows
  | .position => Nat.ble c.maxLength rows
  | .fixed row => Nat.blt row rows

/-- Whether matrix `w` has these dimensions and passes. -/
noncomputable def ModelCert.matrixAnd (c : ModelCert) (w rows cols : Nat)
    (p : MatrixCert → Bool) : Bool :=
  nthAnd c.matrices w fun m => Nat.beq m.rows rows && (Nat.beq m.cols cols && p m)

/-- Whether vector `b` has `dim` entries and passes. -/
noncomputable def ModelCert.vectorAnd (c : ModelCert) (b dim : Nat) (p : Size → Bool) : Bool :=
  nthAnd c.vectors b fun v => Nat.beq v.dim dim && p v.size

/-- Whether a change of the scores by `change` keeps the total variation below `tv`. -/
def checkWeights (change tv : Dyadic) : Bool := checkTotalVariation 64 16 change tv

/-- Whether scores that change by at most `change` keep the selection: the `gap` by which the
selected ones exceed the others is at least twice the change. Without a gap they must not change. -/
def checkSelection (change gap : Dyadic) : Bool := (change.add change).le gap

/-- Whether `change` bounds the change of `1/√d` times the dot product of a query and a key. -/
def checkScores (d : Nat) (change : Dyadic) (q k : Bounds) : Bool :=
  ((Bounds.scoreError q k).mul (Bounds.scoreError q k)).le
    ((Dyadic.ofNat d).mul (change.mul change))

/-- Whether every claim of the plan follows, if the input has `dim` entries with the bounds `s`. -/
noncomputable def Net.check (c : ModelCert) (dim : Nat) (s : Bounds) : Net → Plan → Bool
  | input, .leaf claim => c.accepts dim s claim
  | lookup rows n w index, .leaf claim => c.hasRows rows index &&
      c.matrixAnd w rows n fun m => c.accepts n (.lookupStep m) claim
  | linear rows cols w x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) cols &&
      c.matrixAnd w rows cols fun m => c.accepts rows (.linearStep m px.claim) claim)
  | bias n b x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.vectorAnd b n fun v => c.accepts n (.biasStep v px.claim) claim)
  | rmsNorm n g ε low x, .norm claim h px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.vectorAnd g n fun γ => h.check n γ.entry ε low px.claim.error.norm &&
        c.accepts n (.normStep (.ofNorm (h.root.mul γ.entry)) .zero h.gain px.claim) claim)
  | layerNorm n g b ε low x, .norm claim h px => x.check c dim s px &&
      (Nat.beq (x.outDim dim) n && c.vectorAnd g n fun γ => c.vectorAnd b n fun β =>
        h.check n γ.entry ε low px.claim.error.norm &&
        c.accepts n (.normStep (.ofNorm (h.root.mul γ.entry)) β h.gain px.claim) claim)
  | activate n f x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.accepts n (.activateStep f.lipschitz px.claim) claim)
  | add n x y, .two claim px py => x.check c dim s px && (y.check c dim s py &&
      (Nat.beq (x.outDim dim) n && (Nat.beq (y.outDim dim) n &&
      c.accepts n (.addStep px.claim py.claim) claim)))
  | mul n x y, .two claim px py => x.check c dim s px && (y.check c dim s py &&
      (Nat.beq (x.outDim dim) n && (Nat.beq (y.outDim dim) n &&
      c.accepts n (.mulStep px.claim py.claim) claim)))
  | rope heads half x, .one claim px => x.check c dim s px &&
      (Nat.beq (x.outDim dim) (heads * (half + half)) && (Nat.beq c.headDim (half + half) &&
      c.accepts (heads * (half + half)) (.ropeStep px.claim) claim))
  | attention groups group d _ q k v, .attention claim change tv pq pk pv =>
      q.check c dim s pq && (k.check c dim s pk && (v.check c dim s pv &&
      (Nat.beq (q.outDim dim) (groups * group * d) && (Nat.beq (k.outDim dim) (groups * d) &&
      (Nat.beq (v.outDim dim) (groups * d) && (Nat.beq c.headDim d && (Nat.ble 1 d &&
      c.accepts (groups * group * d) (.attentionStep (groups * group) tv
        (checkScores d change pq.claim pk.claim && checkWeights change tv) pv.claim) claim)))))))
  | mixture count n router expert, .mixture claim each tv pr pe =>
      router.check c dim s pr && (Nat.beq (router.outDim dim) count && (Nat.ble 1 count &&
      (allBelow count (fun e => (expert e).check c dim s (pe e) &&
        (Nat.beq ((expert e).outDim dim) n && c.accepts n (pe e).claim each)) &&
      c.accepts n (.averageStep tv (checkWeights pr.claim.error.entry tv) each) claim)))
  | routed count k n gap router expert, .mixture claim each tv pr pe =>
      router.check c dim s pr && (Nat.beq (router.outDim dim) count && (Nat.ble 1 k &&
      (Nat.ble k count && (allBelow count (fun e => (expert e).check c dim s (pe e) &&
        (Nat.beq ((expert e).outDim dim) n && c.accepts n (pe e).claim each)) &&
      c.accepts n (.averageStep tv (checkSelection pr.claim.error.entry gap &&
        checkWeights pr.claim.error.entry tv) each) claim))))
  | seq first second, .seq pf ps => first.check c dim s pf &&
      second.check c (first.outDim dim) pf.claim ps
  | region n size x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.accepts n (.regionStep size px.claim) claim)
  | _, _ => false

/-- The number of entries after networks one after the other. -/
def outDimAll (dim : Nat) : List Net → Nat
  | [] => dim
  | net :: rest => outDimAll (net.outDim dim) rest

/-- The bounds after networks one after the other. -/
def claimAll (s : Bounds) : List Plan → Bounds
  | [] => s
  | plan :: rest => claimAll plan.claim rest

/-- Whether every claim of every plan follows. -/
noncomputable def checkAll (c : ModelCert) (dim : Nat) (s : Bounds) : List Net → List Plan → Bool
  | [], [] => true
  | net :: nets, plan :: plans =>
      net.check c dim s plan && checkAll c (net.outDim dim) plan.claim nets plans
  | _, _ => false

end QuantCert
