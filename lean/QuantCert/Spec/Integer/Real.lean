prelude
import QuantCert.Spec.Integer.Decoder
import QuantCert.Spec.Integer.Stored
import QuantCert.Spec.Row.Vector

/-!
# What logits of the integer program stand for

## Main definitions
* `Integer.Program.realLogits`: the logits after each token of a text as real numbers
-/

universe u

namespace QuantCert.Integer

/-- Entry `i` at position `t`: the logit of token `i` after the first `t + 1` of these tokens, in units
of `2^-wide`. -/
noncomputable def Program.realLogits (R : Type u) [OrderedField R] (P : Program (List Columns))
    (tokens : List Nat) : Nat → Vec R := fun t i =>
  dyadic P.sizes.wide ((P.logits mulParts (tokens.take (t + 1))).getD i 0)

end QuantCert.Integer
