prelude
import QuantCert.Algebra.Ring.Basic
import QuantCert.Algebra.Ring.Pow

/-!
# Ring identities

Everything about the ring operations of an ordered field.
-/
