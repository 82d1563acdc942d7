prelude
import QuantCert.Core
theorem Gen.claim : 2 + 2 = 5 := by decide +kernel
