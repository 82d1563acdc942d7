prelude
import QuantCert.Core
set_option debug.skipKernelTC true
theorem Gen.claim : 2 + 2 = 5 := by decide +kernel
