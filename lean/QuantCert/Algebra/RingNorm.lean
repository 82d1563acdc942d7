prelude
import QuantCert.Algebra.RingNorm.Expr
import QuantCert.Algebra.RingNorm.Poly

/-!
# The ring normalizer

`ring_eq` proves identities of commutative rings by computation; this file only imports its parts.
-/
