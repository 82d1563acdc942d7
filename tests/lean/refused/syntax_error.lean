prelude
import QuantCert.Core
theorem Gen.claim : 2 + 2 = 4 by decide +kernel
