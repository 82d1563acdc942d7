prelude
import QuantCert.Core.Notation.Types
/-!
# Notation of functions, pairs, lists and sets

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `∘`, `|>`, `×`, `::`, `++`, `[a, b]`, `∈`, `{x // p}`, `‹p›`
-/

/-! ## Functions -/

@[term_parser 1000, extern "x"] opaque «term_∘_» : Lean.TrailingParserDescr
@[macro «term_∘_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_∘__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_|>_» : Lean.TrailingParserDescr
@[macro «term_|>_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_|>__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_<|_» : Lean.TrailingParserDescr
@[macro «term_<|_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_<|__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_$__» : Lean.TrailingParserDescr
@[macro «term_$__», extern "x"] opaque «_aux_Init_Notation___macroRules_term_$___1» : Lean.Macro

/-! ## Pairs and sums -/

@[term_parser 1000, extern "x"] opaque «term_×_» : Lean.TrailingParserDescr
@[macro «term_×_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_×__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_×'_» : Lean.TrailingParserDescr
@[macro «term_×'_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_×'__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «termΣ_,_» : Lean.ParserDescr
@[macro «termΣ_,_», extern "x"]
opaque «_aux_Init_NotationExtra___macroRules_termΣ_,__1» : Lean.Macro

/-! ## Lists -/

@[term_parser 1000, extern "x"] opaque «term_::_» : Lean.TrailingParserDescr
@[macro «term_::_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_::__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_++_» : Lean.TrailingParserDescr
@[macro «term_++_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_++__1» : Lean.Macro
@[macro «term_++_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_++__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term[_]» : Lean.ParserDescr
@[macro «term[_]», extern "x"]
opaque Lean.«_aux_Init_Data_List_Notation___macroRules_term[_]_1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term%[_|_]» : Lean.ParserDescr
@[macro «term%[_|_]», extern "x"]
opaque «_aux_Init_NotationExtra___macroRules_term%[_|_]_1» : Lean.Macro

/-! ## Sets and subtypes -/

@[term_parser 1000, extern "x"] opaque «term_∈_» : Lean.TrailingParserDescr
@[macro «term_∈_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_∈__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_∉_» : Lean.TrailingParserDescr
@[macro «term_∉_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_∉__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term{_:_//_}» : Lean.ParserDescr
@[macro «term{_:_//_}», extern "x"]
opaque «_aux_Init_Notation___macroRules_term{_:_//_}_1» : Lean.Macro

/-! ## Terms -/

@[term_parser 1000, extern "x"] opaque «term‹_›» : Lean.ParserDescr
@[macro «term‹_›», extern "x"] opaque «_aux_Init_Tactics___macroRules_term‹_›_1» : Lean.Macro

/-! ## Printing -/

@[app_unexpander Function.comp, extern "x"]
opaque _aux_Init_Notation___unexpand_Function_comp_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Prod, extern "x"]
opaque _aux_Init_Notation___unexpand_Prod_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander List.cons, extern "x"]
opaque _aux_Init_Notation___unexpand_List_cons_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Membership.mem, extern "x"]
opaque _aux_Init_Notation___unexpand_Membership_mem_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HAppend.hAppend, extern "x"]
opaque _aux_Init_Notation___unexpand_HAppend_hAppend_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander List.nil, extern "x"] opaque unexpandListNil : Lean.PrettyPrinter.Unexpander
@[app_unexpander List.cons, extern "x"] opaque unexpandListCons : Lean.PrettyPrinter.Unexpander
@[app_unexpander Prod.mk, extern "x"] opaque unexpandProdMk : Lean.PrettyPrinter.Unexpander
@[app_unexpander Subtype, extern "x"] opaque unexpandSubtype : Lean.PrettyPrinter.Unexpander
