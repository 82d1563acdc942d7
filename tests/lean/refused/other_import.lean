prelude
import QuantCert.Core.Nat.Basic
theorem Gen.claim : 2 + 2 = 4 := by decide +kernel
