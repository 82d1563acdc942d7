prelude
import QuantCert.Core.Tactic
/-!
# The core: everything that stands below algebra

Import-only.
-/
