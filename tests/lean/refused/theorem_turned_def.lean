prelude
import QuantCert.Core
def Gen.claim : 2 + 2 = 4 := by decide +kernel
