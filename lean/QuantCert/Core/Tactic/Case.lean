prelude
import QuantCert.Core.Notation
/-!
# Tactics for case distinction and induction

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `cases`, `induction`, `split`, `by_cases`, `rcases`, `obtain`, `rintro`, `exact?` and their kin
-/

/-! ## Case distinction -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.cases : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.induction : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.split : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.injection : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.injections : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque «tacticBy_cases_:_» : Lean.ParserDescr
@[macro «tacticBy_cases_:_», extern "x"]
opaque «_aux_Init_ByCases___macroRules_tacticBy_cases_:__1» : Lean.Macro
@[macro «tacticBy_cases_:_», extern "x"]
opaque «_aux_Init_ByCases___macroRules_tacticBy_cases_:__2» : Lean.Macro

/-! ## Patterns -/

/-- The category of patterns of `rcases`. -/
declare_syntax_cat rcasesPat
/-- The category of patterns of `rintro`. -/
declare_syntax_cat rintroPat
@[rcasesPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcasesPat.clear : Lean.ParserDescr
@[rcasesPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcasesPat.explicit : Lean.ParserDescr
@[rcasesPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcasesPat.ignore : Lean.ParserDescr
@[rcasesPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcasesPat.one : Lean.ParserDescr
@[rcasesPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcasesPat.paren : Lean.ParserDescr
@[rcasesPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcasesPat.tuple : Lean.ParserDescr
@[rintroPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rintroPat.binder : Lean.ParserDescr
@[rintroPat_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rintroPat.one : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rcases : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.obtain : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rintro : Lean.ParserDescr

/-! ## Search -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.exact? : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.apply? : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.solveByElim : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.applyAssumption : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.applyRules : Lean.ParserDescr
