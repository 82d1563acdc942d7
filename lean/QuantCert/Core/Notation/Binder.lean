prelude
import QuantCert.Core.Notation.Logic
import QuantCert.Core.Notation.Arith
import QuantCert.Core.Notation.Data
/-!
# Notation of bounded quantifiers

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `∀ i < n, p i`, `∃ x ∈ l, p x` and their kin
-/

/-! ## Binder predicates -/

/-- The category of binder predicates. -/
declare_syntax_cat binderPred
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred∈_» : Lean.ParserDescr
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred∉_» : Lean.ParserDescr
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred≠_» : Lean.ParserDescr
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred<_» : Lean.ParserDescr
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred≤_» : Lean.ParserDescr
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred>_» : Lean.ParserDescr
@[binderPred_parser 1000, extern "x"] opaque Lean.«binderPred≥_» : Lean.ParserDescr
@[term_parser 1000, extern "x"] opaque Lean.«termSatisfies_binder_pred%__» : Lean.ParserDescr
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___1» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___10» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___11» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___2» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___3» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___4» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___5» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___6» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___7» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___8» : Lean.Macro
@[macro Lean.«termSatisfies_binder_pred%__», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___9» : Lean.Macro

/-! ## Quantifiers -/

@[term_parser 1000, extern "x"] opaque Lean.«term∃__,_» : Lean.ParserDescr
@[macro Lean.«term∃__,_», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_term∃__,__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque Lean.«term∀__,_» : Lean.ParserDescr
@[macro Lean.«term∀__,_», extern "x"]
opaque Lean.«_aux_Init_BinderPredicates___macroRules_Lean_term∀__,__1» : Lean.Macro
