prelude
import QuantCert.Core.Nat.MinMax
/-!
# The core: everything that stands below algebra

Import-only.
-/
