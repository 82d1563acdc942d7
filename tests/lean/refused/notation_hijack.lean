prelude
import QuantCert.Core
open Lean.Name (mkStr1)
@[term_parser 2000] def Gen.equals : Lean.TrailingParserDescr :=
  .trailingNode (mkStr1 "term_≤_") 50 51
    (.binary (mkStr1 "andthen") (.symbol " = ") (.cat (mkStr1 "term") 51))
theorem Gen.claim : 2 + 2 = 5 := by decide +kernel
