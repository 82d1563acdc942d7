prelude
import QuantCert.Core.Tactic.Simp
/-!
# Rewriting inside a term: `conv`

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `conv` and its steps `lhs`, `rhs`, `arg`, `enter`, `rw`, `simp`
-/

/-! ## The category -/

/-- The category of `conv` steps. -/
declare_syntax_cat conv (behavior := both)
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.conv : Lean.ParserDescr

/-! ## Steps -/

@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.lhs : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.rhs : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.arg : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.congr : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.ext : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.enter : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.unfold : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.simp : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.dsimp : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.rewrite : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convRw__ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convRw__, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convRw___1 : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.change : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convRfl : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convRfl, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convRfl_1 : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.skip : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convDone : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convDone, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convDone_1 : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.paren : Lean.ParserDescr
@[conv_parser 1000, extern "x"]
opaque Lean.Parser.Tactic.Conv.«conv_<;>_» : Lean.TrailingParserDescr
@[macro Lean.Parser.Tactic.Conv.«conv_<;>_», extern "x"]
opaque Lean.Parser.Tactic.Conv.«_aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_conv_<;>__1» : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.«conv·_» : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.«conv·_», extern "x"]
opaque Lean.Parser.Tactic.Conv.«_aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_conv·__1» : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.nestedConv : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convIntro___ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convIntro___, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convIntro____1 : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.fun : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.whnf : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.pattern : Lean.ParserDescr
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convArgs : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convArgs, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convArgs_1 : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convLeft : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convLeft, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convLeft_1 : Lean.Macro
@[conv_parser 1000, extern "x"] opaque Lean.Parser.Tactic.Conv.convRight : Lean.ParserDescr
@[macro Lean.Parser.Tactic.Conv.convRight, extern "x"]
opaque Lean.Parser.Tactic.Conv._aux_Init_Conv___macroRules_Lean_Parser_Tactic_Conv_convRight_1 : Lean.Macro
