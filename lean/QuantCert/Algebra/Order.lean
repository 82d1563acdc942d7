prelude
import QuantCert.Algebra.Order.Add
import QuantCert.Algebra.Order.Basic
import QuantCert.Algebra.Order.MinMax
import QuantCert.Algebra.Order.Mul

/-!
# Order

The order of an ordered field; this file only imports its parts.
-/
