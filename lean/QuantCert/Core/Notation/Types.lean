prelude
import QuantCert.Core.Data
/-!
# Types of parsers and macros

The toolchain's native code holds a parser and a macro for every notation and tactic. A constant of
one of the types below, with the toolchain's name for it, makes the native one available.

None of this is trusted: these types and the constants of the files that follow take part in reading
and printing a file only; no theorem mentions them, which a test shows.

The types stand for the toolchain's data, of which only the representation matters: a pointer to an
object. `String` stays without a definition, since the kernel gives string literals a meaning.

## Main definitions
* `Lean.ParserDescr`, `Lean.TrailingParserDescr`: a parser of a notation that begins with a symbol,
  or with a term
* `Lean.Macro`: the expansion of a notation; `Lean.PrettyPrinter.Unexpander`: its inverse, for
  printing
* `Lean.Name`: names, which error messages mention
-/
set_option warn.classDefReducibility false

/-- Text. -/
opaque String : Type

/-- Hierarchical names. -/
inductive Lean.Name : Type where
  /-- The empty name. -/
  | anonymous : Lean.Name
  /-- A name followed by a string. -/
  | str (pre : Lean.Name) (str : String) : Lean.Name
  /-- A name followed by a number. -/
  | num (pre : Lean.Name) (i : Nat) : Lean.Name

namespace QuantCert

/-- Stands for a native object. -/
inductive Native : Type where
  /-- A scalar. -/
  | null : Native
  /-- A pointer to an object. -/
  | object (n : Nat) : Native

instance : Inhabited Native := ⟨.null⟩

end QuantCert

open QuantCert (Native)

/-- A parser of a notation that begins with a symbol. The constructors are the first of the
toolchain's, in its order; the declaration of a category of syntax uses them. -/
inductive Lean.ParserDescr : Type where
  /-- A parser without arguments. -/
  | const (name : Lean.Name) : Lean.ParserDescr
  /-- A parser made of another. -/
  | unary (name : Lean.Name) (p : Lean.ParserDescr) : Lean.ParserDescr
  /-- A parser made of two others. -/
  | binary (name : Lean.Name) (p₁ p₂ : Lean.ParserDescr) : Lean.ParserDescr
  /-- A parser that makes a node. -/
  | node (kind : Lean.Name) (prec : Nat) (p : Lean.ParserDescr) : Lean.ParserDescr
  /-- A parser that makes a node of which the first child has been read. -/
  | trailingNode (kind : Lean.Name) (prec lhsPrec : Nat) (p : Lean.ParserDescr) : Lean.ParserDescr
  /-- A symbol. -/
  | symbol (val : String) : Lean.ParserDescr
  /-- A symbol that may also be an identifier. -/
  | nonReservedSymbol (val : String) (includeIdent : Bool) : Lean.ParserDescr
  /-- Anything of a category. -/
  | cat (catName : Lean.Name) (rbp : Nat) : Lean.ParserDescr

/-- A parser of a notation that begins with a term. -/
abbrev Lean.TrailingParserDescr : Type := Lean.ParserDescr

/-- A syntax tree. -/
def Lean.Syntax : Type := Native

/-- A category of syntax. -/
structure Lean.Parser.Category : Type

/-- The expansion of a notation. -/
abbrev Lean.Macro : Type := Lean.Syntax → Native → Native → Native

/-- The inverse of an expansion, for printing. -/
abbrev Lean.PrettyPrinter.Unexpander : Type := Lean.Syntax → Native → Native → Native

instance : Inhabited Lean.ParserDescr := ⟨.const .anonymous⟩
instance : Inhabited Lean.Name := ⟨.anonymous⟩

/-! ## Names, built by native code -/

@[extern "x"] opaque Lean.Name.mkStr1 (s1 : String) : Lean.Name
@[extern "x"] opaque Lean.Name.mkStr2 (s1 s2 : String) : Lean.Name
@[extern "x"] opaque Lean.Name.mkStr3 (s1 s2 s3 : String) : Lean.Name
@[extern "x"] opaque Lean.Name.mkStr4 (s1 s2 s3 s4 : String) : Lean.Name
