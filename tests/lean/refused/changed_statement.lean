prelude
import QuantCert.Core
theorem Gen.claim : 2 + 3 = 5 := by decide +kernel
