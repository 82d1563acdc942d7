prelude
import QuantCert.Core.Notation.Types
/-!
# Notation of logic

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `=`, `≠`, `≍`, `∧`, `∨`, `↔`, `¬`, `∃`, `if … then … else …`
-/

/-! ## Equality and connectives -/

@[term_parser 1000, extern "x"] opaque «term_=_» : Lean.TrailingParserDescr
@[macro «term_=_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_=__1» : Lean.Macro
@[macro «term_=_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_=__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_≠_» : Lean.TrailingParserDescr
@[macro «term_≠_», extern "x"] opaque «_aux_Init_Core___macroRules_term_≠__1» : Lean.Macro
@[macro «term_≠_», extern "x"] opaque «_aux_Init_Core___macroRules_term_≠__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_≍_» : Lean.TrailingParserDescr
@[macro «term_≍_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_≍__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_∧_» : Lean.TrailingParserDescr
@[macro «term_∧_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_∧__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_∨_» : Lean.TrailingParserDescr
@[macro «term_∨_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_∨__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_↔_» : Lean.TrailingParserDescr
@[macro «term_↔_», extern "x"] opaque «_aux_Init_Core___macroRules_term_↔__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term¬_» : Lean.ParserDescr
@[macro «term¬_», extern "x"] opaque «_aux_Init_Notation___macroRules_term¬__1» : Lean.Macro

/-! ## Quantifiers -/

@[term_parser 1000, extern "x"] opaque «term∃_,_» : Lean.ParserDescr
@[macro «term∃_,_», extern "x"]
opaque «_aux_Init_NotationExtra___macroRules_term∃_,__1» : Lean.Macro

/-! ## Case distinctions -/

@[term_parser 1000, extern "x"] opaque termIfThenElse : Lean.ParserDescr
@[macro termIfThenElse, extern "x"]
opaque _aux_Init_Notation___macroRules_termIfThenElse_1 : Lean.Macro
@[term_parser 1000, extern "x"] opaque termDepIfThenElse : Lean.ParserDescr
@[macro termDepIfThenElse, extern "x"]
opaque _aux_Init_Notation___macroRules_termDepIfThenElse_1 : Lean.Macro
@[term_parser 1000, extern "x"] opaque boolIfThenElse : Lean.ParserDescr
@[macro boolIfThenElse, extern "x"]
opaque _aux_Init_Notation___macroRules_boolIfThenElse_1 : Lean.Macro
@[term_parser 1000, extern "x"] opaque termIfLet : Lean.ParserDescr
@[macro termIfLet, extern "x"] opaque _aux_Init_Notation___macroRules_termIfLet_1 : Lean.Macro

/-! ## Printing -/

@[app_unexpander Eq, extern "x"]
opaque _aux_Init_Notation___unexpand_Eq_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Ne, extern "x"]
opaque _aux_Init_Core___unexpand_Ne_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HEq, extern "x"]
opaque _aux_Init_Notation___unexpand_HEq_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander And, extern "x"]
opaque _aux_Init_Notation___unexpand_And_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Or, extern "x"]
opaque _aux_Init_Notation___unexpand_Or_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Iff, extern "x"]
opaque _aux_Init_Core___unexpand_Iff_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Iff, extern "x"]
opaque _aux_Init_Core___unexpand_Iff_2 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Not, extern "x"]
opaque _aux_Init_Notation___unexpand_Not_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Exists, extern "x"] opaque unexpandExists : Lean.PrettyPrinter.Unexpander
@[app_unexpander ite, extern "x"] opaque unexpandIte : Lean.PrettyPrinter.Unexpander
