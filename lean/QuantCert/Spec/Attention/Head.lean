prelude
import QuantCert.Spec.Row.Vector

/-!
# Heads

## Main definitions
* `head d h x`: the entries of head `h` in a vector of heads of `d` entries.
-/

universe u

namespace QuantCert.Attention

/-- The entries `h * d, …, h * d + d - 1` of a vector, which belong to head `h`. -/
def head {R : Type u} (d h : Nat) (x : Vec R) : Vec R := fun c => x (h * d + c)

end QuantCert.Attention
