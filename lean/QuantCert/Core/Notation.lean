prelude
import QuantCert.Core.Notation.Arith
import QuantCert.Core.Notation.Binder
import QuantCert.Core.Notation.Data
import QuantCert.Core.Notation.Logic
import QuantCert.Core.Notation.Priority
import QuantCert.Core.Notation.Types
/-!
# Notation

Import-only.
-/
