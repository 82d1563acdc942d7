prelude
import QuantCert.Core.Bool
import QuantCert.Core.Bootstrap
import QuantCert.Core.Classes
import QuantCert.Core.Data
import QuantCert.Core.Int.Basic
import QuantCert.Core.Int.Coe
import QuantCert.Core.Int.Difference
import QuantCert.Core.Int.DivMod
import QuantCert.Core.Int.Lemmas
import QuantCert.Core.Int.Mod
import QuantCert.Core.Int.NatAbs
import QuantCert.Core.Int.Order
import QuantCert.Core.Int.OrderRing
import QuantCert.Core.List.Basic
import QuantCert.Core.List.Defs
import QuantCert.Core.List.Fold
import QuantCert.Core.List.Index
import QuantCert.Core.List.Perm
import QuantCert.Core.Logic.Basic
import QuantCert.Core.Logic.Connectives
import QuantCert.Core.Logic.Decidable
import QuantCert.Core.Logic.Defs
import QuantCert.Core.Logic.Simp
import QuantCert.Core.Nat.Basic
import QuantCert.Core.Nat.Bitwise
import QuantCert.Core.Nat.BitwiseLemmas
import QuantCert.Core.Nat.Defs
import QuantCert.Core.Nat.Div
import QuantCert.Core.Nat.DivDvd
import QuantCert.Core.Nat.DivLemmas
import QuantCert.Core.Nat.Gcd
import QuantCert.Core.Nat.Log2
import QuantCert.Core.Nat.MinMax
import QuantCert.Core.Nat.Order
import QuantCert.Core.Nat.OrderArith
import QuantCert.Core.Nat.Pow
import QuantCert.Core.Nat.Shift
import QuantCert.Core.Nat.Simproc
import QuantCert.Core.Nat.Sub
import QuantCert.Core.Notation
import QuantCert.Core.Notation.Arith
import QuantCert.Core.Notation.Binder
import QuantCert.Core.Notation.Data
import QuantCert.Core.Notation.Logic
import QuantCert.Core.Notation.Priority
import QuantCert.Core.Notation.Types
import QuantCert.Core.Omega.Coeffs
import QuantCert.Core.Omega.Constraint
import QuantCert.Core.Omega.Dot
import QuantCert.Core.Omega.Facts
import QuantCert.Core.Omega.LinearCombo
import QuantCert.Core.Omega.Logic
import QuantCert.Core.Omega.Step
import QuantCert.Core.Omega.Tactic
import QuantCert.Core.Operators
import QuantCert.Core.Option
import QuantCert.Core.Tactic
import QuantCert.Core.Tactic.Basic
import QuantCert.Core.Tactic.Case
import QuantCert.Core.Tactic.Conv
import QuantCert.Core.Tactic.Simp
/-!
# The core: everything that stands below algebra

Import-only.
-/
