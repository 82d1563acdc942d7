prelude
import QuantCert.Algebra.Cast.Int
import QuantCert.Algebra.Cast.Nat

/-!
# Natural numbers and integers in an ordered field

This file only imports its parts.
-/
