prelude
import QuantCert.Core
theorem Gen.claim : 2 + 98 = 100 := by decide +kernel
