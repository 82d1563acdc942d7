prelude
import QuantCert.Core.Bool
/-!
# The core: everything that stands below algebra

Import-only.
-/
