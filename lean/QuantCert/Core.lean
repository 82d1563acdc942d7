prelude
import QuantCert.Core.Nat.Basic
/-!
# The core: everything that stands below algebra

Import-only.
-/
