prelude
import QuantCert.Core
opaque Gen.claim : 2 + 2 = 4 := by decide +kernel
