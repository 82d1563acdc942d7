prelude
import QuantCert.Core.Tactic.Basic
import QuantCert.Core.Tactic.Case
import QuantCert.Core.Tactic.Conv
import QuantCert.Core.Tactic.Simp
/-!
# Tactics

Import-only.
-/
