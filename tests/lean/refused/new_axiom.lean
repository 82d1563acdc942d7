prelude
import QuantCert.Core
axiom Gen.cheat : 2 + 2 = 5
theorem Gen.claim : 2 + 2 = 5 := Gen.cheat
