prelude
import QuantCert.Core.Notation
/-!
# Basic tactics

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `exact`, `intro`, `have`, `constructor`, `exists`, `rfl`, `calc`, `·`, `<;>`, `first` and their kin
-/

/-! ## Structure of a proof -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.«tactic_<;>_» : Lean.TrailingParserDescr
@[macro Lean.Parser.Tactic.«tactic_<;>_», extern "x"]
opaque Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tactic_<;>__1» : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.paren : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.case : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.case' : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.«tacticNext_=>_» : Lean.ParserDescr
@[macro Lean.Parser.Tactic.«tacticNext_=>_», extern "x"]
opaque Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNext_=>__1» : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.first : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.focus : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.done : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.skip : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.allGoals : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.anyGoals : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticTry_ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticTry_, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTry__1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticRepeat_ : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.repeat' : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.repeat1' : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticIterate____ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticIterate____, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacticIterate_____1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rotateLeft : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rotateRight : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.fail : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.failIfSuccess : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.renameI : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.rename : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.withReducible : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.withUnfoldingAll : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticUnhygienic_ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticUnhygienic_, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticUnhygienic__1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.cdot : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.solveTactic : Lean.ParserDescr
@[macro Lean.solveTactic, extern "x"]
opaque Lean._aux_Init_NotationExtra___macroRules_Lean_solveTactic_1 : Lean.Macro

/-! ## Terms and goals -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.exact : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.apply : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.refine : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.refine' : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.intro : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.intros : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.revert : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.clear : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.show : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.change : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.specialize : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.generalize : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.assumption : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.contradiction : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticExfalso : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticExfalso, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExfalso_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticTrivial : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticTrivial, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_1 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticTrivial, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_2 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticTrivial, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_3 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticTrivial, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_4 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticTrivial, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_5 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticTrivial, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_6 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.falseOrByContra : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.constructor : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.left : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.right : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.«tacticExists_,,» : Lean.ParserDescr
@[macro Lean.Parser.Tactic.«tacticExists_,,», extern "x"]
opaque Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExists_,,_1» : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticAnd_intros : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticAnd_intros, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticAnd_intros_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticInfer_instance : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticInfer_instance, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticInfer_instance_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticNofun : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticNofun, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNofun_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.«tacticNomatch_,,» : Lean.ParserDescr
@[macro Lean.Parser.Tactic.«tacticNomatch_,,», extern "x"]
opaque Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNomatch_,,_1» : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.letrec : Lean.ParserDescr
@[macro Lean.Parser.Tactic.letrec, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_letrec_1 : Lean.Macro

/-! ## Local definitions and statements -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticHave__ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticHave__, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave___1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticHave' : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticHave', extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave'_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticHaveI__ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticHaveI__, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHaveI___1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticLet__ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticLet__, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet___1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticLet'__ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticLet'__, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet'___1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticLetI__ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticLetI__, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLetI___1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticSuffices_ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticSuffices_, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSuffices__1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticRefine_lift_ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticRefine_lift_, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift__1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticRefine_lift'_ : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticRefine_lift'_, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift'__1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.replace : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacIfThenElse : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacIfThenElse, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacIfThenElse_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacDepIfThenElse : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacDepIfThenElse, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacDepIfThenElse_1 : Lean.Macro

/-! ## Equality -/

@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticRfl : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticRfl, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_1 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticRfl, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_2 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticRfl, extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_3 : Lean.Macro
@[macro Lean.Parser.Tactic.tacticRfl, extern "x"]
opaque _aux_Init_Core___macroRules_Lean_Parser_Tactic_tacticRfl_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.tacticRfl' : Lean.ParserDescr
@[macro Lean.Parser.Tactic.tacticRfl', extern "x"]
opaque Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl'_1 : Lean.Macro
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.eqRefl : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.applyRfl : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.symm : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.subst : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.substVars : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.substEqs : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.Parser.Tactic.congr : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque Lean.calcTactic : Lean.ParserDescr
@[term_parser 1000, extern "x"] opaque Lean.calc : Lean.ParserDescr
@[tactic_parser 1000, extern "x"] opaque tacticFunext___ : Lean.ParserDescr
@[macro tacticFunext___, extern "x"]
opaque _aux_Init_NotationExtra___macroRules_tacticFunext____1 : Lean.Macro
