prelude
import QuantCert.Core
namespace Gen
def Nat.beq (_ _ : Nat) : Bool := true
theorem claim : Nat.beq (2 + 2) 5 = true := by decide +kernel
end Gen
