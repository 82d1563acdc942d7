prelude
import QuantCert.Core.Tactic.Case
/-!
# Simplification, rewriting and decision

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `rw`, `simp`, `dsimp`, `simpa`, `unfold`, `ext`, `decide`, `omega` and of the attributes `simp`, `ext`
-/

/-! ## Attributes -/

@[attr_parser 1000, extern "x"] opaque Lean.Parser.Attr.simp : Lean.ParserDescr
@[attr_parser 1000, extern "x"] opaque Lean.Parser.Attr.ext : Lean.ParserDescr

/-! ## Rewriting and unfolding -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rewriteSeq : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rwSeq : Lean.ParserDescr
@[macro Lean.Parser.Tactic.rwSeq, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwSeq_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rwa : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rwaAt : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rwaAtLegacyLocation : Lean.ParserDescr
@[macro Lean.Parser.Tactic.rwaAtLegacyLocation, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwaAtLegacyLocation_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.unfold : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.delta : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.dsimp : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.simp : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.simpAll : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.simpa : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.simpTrace : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.dsimpTrace : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticSimpa!_ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticSimpa!_, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSimpa!__1 : Lean.Macro

/-! ## Extensionality -/

@[tactic_parser 1000, extern "x"] opaque Lean.Elab.Tactic.Ext.ext : Lean.ParserDescr

/-! ## Decision -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.decide : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.omega : Lean.ParserDescr
