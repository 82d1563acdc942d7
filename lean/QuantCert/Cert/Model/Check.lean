prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Model.Plan

/-!
# The check of a plan

It walks the net once: each claim must follow from the claims before it.

## Main definitions
* `ModelCert.accepts`, `ModelCert.matrixAnd`, `ModelCert.vectorAnd`, `ModelCert.hasRows`: what a model
  knows.
* `checkWeights`, `checkScores`, `checkSelection`: attention weights, scores and selections of
  experts.
* `Net.check c net plan dim s`: whether the claims follow from the bounds `s` of the input.
* `checkAll`: the same for networks one after the other.
-/

namespace QuantCert

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

/-- Whether the bounds `claim` of `dim` entries follow from `s`. -/
def ModelCert.accepts (c : ModelCert) (dim : Nat) (s claim : Bounds) : Bool :=
  s.tighten.implies c.headDim dim claim

/-- Whether the rows that are looked up exist. -/
def ModelCert.hasRows (c : ModelCert) (rows : Nat) : RowIndex → Bool
  | .token => Nat.ble c.vocabulary rows
  | .position => Nat.ble c.maxLength rows
  | .paddedPosition pad => Nat.blt (pad + c.maxLength) rows
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

/-- Whether `change` bounds the change of a score: of a dot product of a query and a key, divided by
the root of a number and perhaps capped. -/
def checkScores (scoring : Scoring) (change : Dyadic) (q k : Bounds) : Bool :=
  let error := scoring.lipschitz.mul (Bounds.scoreError q k)
  (error.mul error).le ((Dyadic.ofNat scoring.root).mul (change.mul change))

/-- Whether every position attends to one at least. -/
def Mask.attends : Mask → Bool
  | full => true
  | causal => true
  | window size => Nat.ble 1 size

/-- Whether every claim of the plan follows, if the input has `dim` entries with the bounds `s`. -/
noncomputable def Net.check (c : ModelCert) (dim : Nat) (s : Bounds) : Net → Plan → Bool
  | input, .leaf claim => c.accepts dim s claim
  | lookup rows n w index, .leaf claim => c.hasRows rows index &&
      c.matrixAnd w rows n fun m => c.accepts n (.lookupStep m) claim
  | linear rows cols w x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) cols &&
      c.matrixAnd w rows cols fun m => c.accepts rows (.linearStep m px.claim) claim)
  | bias n b x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.vectorAnd b n fun v => c.accepts n (.biasStep v px.claim) claim)
  | scale n a x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.accepts n (.scaleStep a px.claim) claim)
  | rmsNorm n g ε low x, .norm claim h px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.vectorAnd g n fun γ => h.check n γ.entry ε low px.claim.error.norm &&
        c.accepts n (.normStep (.ofNorm (h.root.mul γ.entry)) .zero h.gain px.claim) claim)
  | rmsNormHeads heads n g ε low x, .norm claim h px => x.check c dim s px &&
      (Nat.beq (x.outDim dim) (heads * n) && (Nat.beq c.headDim n && c.vectorAnd g n fun γ =>
        h.check n γ.entry ε low px.claim.error.head &&
        c.accepts (heads * n) (.normHeadsStep heads (h.root.mul γ.entry) h.gain px.claim) claim))
  | layerNorm n g b ε low x, .norm claim h px => x.check c dim s px &&
      (Nat.beq (x.outDim dim) n && c.vectorAnd g n fun γ => c.vectorAnd b n fun β =>
        h.check n γ.entry ε low px.claim.error.norm &&
        c.accepts n (.normStep (.ofNorm (h.root.mul γ.entry)) β h.gain px.claim) claim)
  | activate n f x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      c.accepts n (.activateStep f.lipschitz px.claim) claim)
  | softCap n a x, .one claim px => x.check c dim s px && (Nat.beq (x.outDim dim) n &&
      (Nat.ble 1 a.mantissa && c.accepts n (.softCapStep a px.claim) claim))
  | add n x y, .two claim px py => x.check c dim s px && (y.check c dim s py &&
      (Nat.beq (x.outDim dim) n && (Nat.beq (y.outDim dim) n &&
      c.accepts n (.addStep px.claim py.claim) claim)))
  | mul n x y, .two claim px py => x.check c dim s px && (y.check c dim s py &&
      (Nat.beq (x.outDim dim) n && (Nat.beq (y.outDim dim) n &&
      c.accepts n (.mulStep px.claim py.claim) claim)))
  | rope heads half _ x, .one claim px => x.check c dim s px &&
      (Nat.beq (x.outDim dim) (heads * (half + half)) && (Nat.beq c.headDim (half + half) &&
      c.accepts (heads * (half + half)) (.ropeStep px.claim) claim))
  | attention groups group d mask scoring q k v, .attention claim change tv pq pk pv =>
      q.check c dim s pq && (k.check c dim s pk && (v.check c dim s pv &&
      (Nat.beq (q.outDim dim) (groups * group * d) && (Nat.beq (k.outDim dim) (groups * d) &&
      (Nat.beq (v.outDim dim) (groups * d) && (Nat.beq c.headDim d && (Nat.ble 1 d &&
      (Nat.ble 1 scoring.root && (mask.attends &&
      c.accepts (groups * group * d) (.attentionStep (groups * group) tv
        (checkScores scoring change pq.claim pk.claim && checkWeights change tv) pv.claim)
        claim)))))))))
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
  | routedShares count k n gap router expert, .mixture claim each tv pr pe =>
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

/-- Whether every claim of every plan follows. -/
noncomputable def checkAll (c : ModelCert) (dim : Nat) (s : Bounds) : List Net → List Plan → Bool
  | [], [] => true
  | net :: nets, plan :: plans =>
      net.check c dim s plan && checkAll c (net.outDim dim) plan.claim nets plans
  | _, _ => false

end QuantCert
