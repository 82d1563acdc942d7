prelude
import QuantCert.Cert.Rotation.Matrix
import QuantCert.Cert.Rotation.Net

/-!
# A rotated original computes what its original does

## Main definitions
* `TurnedPair.fits`, `PairTurned`, `PairsTurned`: what is known of the matrices that are rotated.

## Main theorems
* `rotated_network`: the two networks compute the same of every text.
-/

universe u

namespace QuantCert

/-- The factors of a matrix, if there are any. -/
def TurnedPair.factors (folds : List (Nat × FactorNumbers)) (p : TurnedPair) :
    Option FactorNumbers :=
  match p.vector with
  | none => none
  | some g => factorsOf folds g

/-- Whether sizes and units of a matrix and the rotated one fit. -/
def TurnedPair.fits (folds : List (Nat × FactorNumbers)) (p : TurnedPair) : Bool :=
  sameShape p.original p.rotated (p.factors folds) p.bits &&
  (Nat.beq p.rotated.scale (p.original.down +
    (p.original.across + (p.original.scale + factorScale (p.factors folds)))) &&
  (p.vector.isNone || (p.factors folds).isSome))

/-- The matrix and the rotated one fit, and so do their numbers. -/
def PairTurned (folds : List (Nat × FactorNumbers)) (p : TurnedPair) : Prop :=
  p.fits folds = true ∧
    BlocksTurned p.original p.rotated (p.factors folds) 0 p.original.blocks

/-- All pairs do. -/
def PairsTurned (folds : List (Nat × FactorNumbers)) : List TurnedPair → Prop
  | [] => True
  | p :: rest => PairTurned folds p ∧ PairsTurned folds rest

variable {R : Type u} [ExpField R] {folds : List (Nat × FactorNumbers)}

/-- The factors of a matrix are a vector of the original parameters. -/
theorem TurnedPair.factorsAre (θ : Parameters R) {p : TurnedPair}
    (h : (p.vector.isNone || (p.factors folds).isSome) = true) :
    FactorsAre (originalParameters folds θ) p.vector (p.factors folds) := by
  unfold factors at h ⊢
  cases hv : p.vector with
  | none => trivial
  | some g =>
    rw [hv] at h
    have h : (factorsOf folds g).isSome = true := h
    show FactorsAre _ (some g) (factorsOf folds g)
    cases hF : factorsOf folds g with
    | none =>
      rw [hF] at h
      exact nomatch h
    | some F =>
      show (match factorsOf folds g with | none => θ.vector g | some F => F.vector) = F.vector
      rw [hF]

/-- The matrix that is stored is the original one, with factors and rotated. -/
theorem PairTurned.matrix {p : TurnedPair} (h : PairTurned folds p) (θ : Parameters R) :
    p.rotated.matrix = p.turn.apply (originalParameters folds θ) p.original.matrix := by
  have ⟨shape, fits⟩ := Bool.and_eq_true_iff.mp h.1
  have ⟨scale, factors⟩ := Bool.and_eq_true_iff.mp fits
  exact matrix_turned shape (Nat.eq_of_beq_eq_true _ _ scale) h.2 (p.factorsAre θ factors)

/-- A matrix that is not rotated is what it was. -/
theorem turn_none (θ : Parameters R) (W : Matrix R) : (Turn.mk 0 0 none).apply θ W = W := by
  funext j i
  exact (congrFun (rotateEntries_one fun j => rotateColumns (4 ^ 0) (hadamard 0) W j i) j).trans
    (congrFun (rotateEntries_one (W j)) i)

/-- All matrices are rotated as the pairs say. -/
theorem rotatedMatrices_eq (θ : Parameters R) (W : Nat → Matrix R) (w : Nat) :
    ∀ {pairs : List TurnedPair}, PairsTurned folds pairs → rotatedMatrices pairs W w =
      (turnOf pairs w).apply (originalParameters folds θ) (originalMatrices pairs W w)
  | [], _ => (turn_none _ (W w)).symm
  | p :: rest, h => by
    show cond (Nat.beq w p.number) _ _ = (cond (Nat.beq w p.number) _ _ : Turn).apply _
      (cond (Nat.beq w p.number) _ _)
    cases Nat.beq w p.number with
    | true => exact h.1.matrix θ
    | false => exact rotatedMatrices_eq θ W w h.2

/-- The networks of a rotated original and of its original compute the same of every text. -/
theorem rotated_network {pairs : List TurnedPair} {blocks : List Net}
    (turned : PairsTurned folds pairs)
    (turns : turnsAll (turnOf pairs) (fun g => (factorsOf folds g).isSome) .same blocks = true)
    (θ : Parameters R) (W : Nat → Matrix R) (text : Text) (X : Activations R) :
    evalAll (rotatedParameters folds θ) text (rotatedMatrices pairs W) blocks X =
      evalAll (originalParameters folds θ) text (originalMatrices pairs W) blocks X := by
  have differ : Turned (turnOf pairs) (fun g => (factorsOf folds g).isSome)
      (originalParameters folds θ) (rotatedParameters folds θ) (originalMatrices pairs W)
      (rotatedMatrices pairs W) :=
    ⟨rfl, rfl, rfl, fun g => ?_, fun w => rotatedMatrices_eq θ W w turned⟩
  · exact evalAll_rotated differ text blocks (Stream.same_holds X) turns
  show (match factorsOf folds g with | none => θ.vector g | some _ => fun _ => (1 : R)) =
    if (factorsOf folds g).isSome = true then fun _ => 1
    else match factorsOf folds g with | none => θ.vector g | some F => F.vector
  cases factorsOf folds g with
  | none => rfl
  | some F => rfl

end QuantCert
