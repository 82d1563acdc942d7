prelude
import QuantCert.Cert.Rotation.Network

/-!
# A small network and the rotated one

One head of four entries: four rows of the matrix that makes values are rotated, and four columns of the
one that reads what attention averages.

## Main theorems
* `Example.Rotation.same`: both networks compute the same; what is altered is refused.
-/

universe u

namespace QuantCert.Example.Rotation

open QuantCert

/-- `1, 2, 3, 4`, each with 8 more. -/
def stored : Numbers := .cons 9 (.cons 10 (.cons 11 (.cons 12 .nil)))

/-- `10, -2, -4, 0`, each with 32 more. -/
def turned : Numbers := .cons 42 (.cons 30 (.cons 28 (.cons 32 .nil)))

/-- A column of four rows. -/
def values (numbers : Numbers) (scale offset : Nat) : TurnedNumbers :=
  ⟨8, 1, 1, 1, 0, false, scale, offset, numbers⟩

/-- A row of four columns. -/
def outputs (numbers : Numbers) (scale offset : Nat) : TurnedNumbers :=
  ⟨8, 1, 1, 0, 1, true, scale, offset, numbers⟩

/-- Both matrices, in halves. -/
def pairs : List TurnedPair := [
  ⟨0, none, 4, values stored 1 8, values turned 2 32⟩,
  ⟨1, none, 4, outputs stored 1 8, outputs turned 2 32⟩]

/-- Attention with one head, and the layer after it. -/
def blocks : List Net := [.linear 1 4 1 (.attention 1 1 4 .causal ⟨4, .zero⟩ (.linear 4 1 2 .input)
  (.linear 4 1 3 .input) (.linear 4 1 0 .input))]

/-- The rotated network computes what the original does, whatever the other matrices are. -/
theorem same {R : Type u} [ExpField R] (θ : Parameters R) (W : Nat → Matrix R) (text : Text)
    (X : Activations R) :
    evalAll (rotatedParameters [] θ) text (rotatedMatrices pairs W) blocks X =
      evalAll (originalParameters [] θ) text (originalMatrices pairs W) blocks X :=
  rotated_network (pairs := pairs)
    ⟨⟨by decide +kernel, checkBlocks_sound (first := 0) (count := 1) (bits := 4) (by decide +kernel)⟩,
      ⟨by decide +kernel, checkBlocks_sound (first := 0) (count := 1) (bits := 4) (by decide +kernel)⟩,
      trivial⟩
    (by decide +kernel) θ W text X

/-- Another number is refused. -/
example : checkBlocks (values stored 1 8) (values (.cons 43 (.cons 30 (.cons 28 (.cons 32 .nil)))) 2 32)
    none 4 0 1 = false := by decide +kernel

/-- So is a digit that is too large to tell numbers apart. -/
example : checkBlocks (values (.cons 16 (.cons 10 (.cons 11 (.cons 12 .nil)))) 1 8)
    (values (.cons 49 (.cons 37 (.cons 35 (.cons 39 .nil)))) 2 32) none 4 0 1 = false := by
  decide +kernel

/-- With one of the matrices alone the network does not turn back what it reads. -/
example : turnsAll (turnOf [⟨0, none, 4, values stored 1 8, values turned 2 32⟩])
    (fun _ => false) .same blocks = false := by decide +kernel

end QuantCert.Example.Rotation
