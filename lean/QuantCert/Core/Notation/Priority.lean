prelude
import QuantCert.Core.Notation.Types
/-!
# Notation of priorities and precedences

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `default`, `low`, `mid`, `high` and of `max`, `arg`, `lead`, `min`
-/

/-! ## Priorities -/

@[prio_parser 1000, extern "x"] opaque prioDefault : Lean.ParserDescr
@[macro prioDefault, extern "x"] opaque _aux_Init_Notation___macroRules_prioDefault_1 : Lean.Macro
@[prio_parser 1000, extern "x"] opaque prioLow : Lean.ParserDescr
@[macro prioLow, extern "x"] opaque _aux_Init_Notation___macroRules_prioLow_1 : Lean.Macro
@[prio_parser 1000, extern "x"] opaque prioMid : Lean.ParserDescr
@[macro prioMid, extern "x"] opaque _aux_Init_Notation___macroRules_prioMid_1 : Lean.Macro
@[prio_parser 1000, extern "x"] opaque prioHigh : Lean.ParserDescr
@[macro prioHigh, extern "x"] opaque _aux_Init_Notation___macroRules_prioHigh_1 : Lean.Macro
@[prio_parser 1000, extern "x"] opaque «prio(_)» : Lean.ParserDescr
@[macro «prio(_)», extern "x"] opaque «_aux_Init_Notation___macroRules_prio(_)_1» : Lean.Macro
@[prio_parser 1000, extern "x"] opaque Lean.Parser.Syntax.addPrio : Lean.ParserDescr
@[macro Lean.Parser.Syntax.addPrio, extern "x"]
opaque Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_addPrio_1 : Lean.Macro

/-! ## Precedences -/

@[prec_parser 1000, extern "x"] opaque precMax : Lean.ParserDescr
@[macro precMax, extern "x"] opaque _aux_Init_Notation___macroRules_precMax_1 : Lean.Macro
@[prec_parser 1000, extern "x"] opaque precArg : Lean.ParserDescr
@[macro precArg, extern "x"] opaque _aux_Init_Notation___macroRules_precArg_1 : Lean.Macro
@[prec_parser 1000, extern "x"] opaque precLead : Lean.ParserDescr
@[macro precLead, extern "x"] opaque _aux_Init_Notation___macroRules_precLead_1 : Lean.Macro
@[prec_parser 1000, extern "x"] opaque precMin : Lean.ParserDescr
@[macro precMin, extern "x"] opaque _aux_Init_Notation___macroRules_precMin_1 : Lean.Macro
@[prec_parser 1000, extern "x"] opaque precMin1 : Lean.ParserDescr
@[macro precMin1, extern "x"] opaque _aux_Init_Notation___macroRules_precMin1_1 : Lean.Macro
@[prec_parser 1000, extern "x"] opaque «prec(_)» : Lean.ParserDescr
@[macro «prec(_)», extern "x"] opaque «_aux_Init_Notation___macroRules_prec(_)_1» : Lean.Macro
@[prec_parser 1000, extern "x"] opaque Lean.Parser.Syntax.addPrec : Lean.ParserDescr
@[macro Lean.Parser.Syntax.addPrec, extern "x"]
opaque Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_addPrec_1 : Lean.Macro
