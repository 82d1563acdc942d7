prelude
import QuantCert.Core
theorem Gen.other : 2 + 2 = 4 := by decide +kernel
