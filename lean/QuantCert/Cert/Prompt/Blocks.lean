prelude
import QuantCert.Cert.Prompt.Sound

/-!
# Networks whose blocks are checked apart

What a block knows of the network is what the block needs: matrices and vectors of others are left
out as empty ones. A block can be checked without those before it, for every input that lies in the
box that is given.

## Main definitions
* `AllMeet θ text W known`: what each block knows is true.

## Main theorems
* `Net.contained_of`: what a checked net computes lies in its box.
* `contained_block`, `contained_end`: so does what blocks compute one after the other.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R] {θ : Parameters R} {text : Text} {W : Nat → Matrix R}

/-- What each block knows of the network is true. -/
def AllMeet (θ : Parameters R) (text : Text) (W : Nat → Matrix R) : List PromptData → Prop
  | [] => True
  | c :: rest => c.Meets θ text W ∧ AllMeet θ text W rest

/-- What a checked net computes from the activations in the box `A` lies in the box `B`. -/
theorem Net.contained_of {c : PromptData} {net : Net} {trace : Trace} {dim n : Nat} {A B : Box}
    {X : Activations R} (h : net.enclose c dim A trace = true) (out : trace.out A = B)
    (outputs : net.outDim dim = n) (known : c.Meets θ text W) (hX : A.Contains c.length dim X) :
    B.Contains c.length n (net.eval θ text W X) := by
  have hall := Net.enclose_sound h known hX
  rwa [out, outputs] at hall

/-- Activations without entries lie in every box. -/
theorem Box.contains_nothing (length : Nat) (B : Box) (X : Activations R) :
    B.Contains length 0 X := fun _ _ i hi => absurd hi (Nat.not_lt_zero i)

/-- One block before others. -/
theorem contained_block {c : PromptData} {known : List PromptData} {net : Net} {nets : List Net}
    {length dim n m : Nat} {A B out : Box} {X : Activations R}
    (meets : AllMeet θ text W (c :: known))
    (block : c.Meets θ text W → A.Contains length dim X → B.Contains length n (net.eval θ text W X))
    (inputs : A.Contains length dim X)
    (others : AllMeet θ text W known → B.Contains length n (net.eval θ text W X) →
      out.Contains length m (evalAll θ text W nets (net.eval θ text W X))) :
    out.Contains length m (evalAll θ text W (net :: nets) X) :=
  others meets.2 (block meets.1 inputs)

/-- No block any more. -/
theorem contained_end {length n : Nat} {B : Box} {X : Activations R} (_ : AllMeet θ text W [])
    (h : B.Contains length n X) : B.Contains length n (evalAll θ text W [] X) := h

end QuantCert
