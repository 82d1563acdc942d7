prelude
import QuantCert.Core.Notation.Types
/-!
# Notation of arithmetic, order and Booleans

These constants are not trusted: each is an `opaque` value of a parsing type that carries the name of
the toolchain's own native parser or macro, so that the interpreter runs the native code. They take
part in reading (and printing) a file only; no theorem mentions them, which a test shows.

## Main definitions
* the parsers of `+`, `-`, `*`, `/`, `%`, `^`, `∣`, `⁻¹`, `<`, `≤`, `&&&`, `<<<`, `&&`, `==` and their kin
-/

/-! ## Arithmetic -/

@[term_parser 1000, extern "x"] opaque «term_+_» : Lean.TrailingParserDescr
@[macro «term_+_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_+__1» : Lean.Macro
@[macro «term_+_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_+__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_-_» : Lean.TrailingParserDescr
@[macro «term_-_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_-__1» : Lean.Macro
@[macro «term_-_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_-__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_*_» : Lean.TrailingParserDescr
@[macro «term_*_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_*__1» : Lean.Macro
@[macro «term_*_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_*__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_/_» : Lean.TrailingParserDescr
@[macro «term_/_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_/__1» : Lean.Macro
@[macro «term_/_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_/__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_%_» : Lean.TrailingParserDescr
@[macro «term_%_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_%__1» : Lean.Macro
@[macro «term_%_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_%__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_^_» : Lean.TrailingParserDescr
@[macro «term_^_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_^__1» : Lean.Macro
@[macro «term_^_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_^__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_∣_» : Lean.TrailingParserDescr
@[macro «term_∣_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_∣__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term-_» : Lean.ParserDescr
@[macro «term-_», extern "x"] opaque «_aux_Init_Notation___macroRules_term-__1» : Lean.Macro
@[macro «term-_», extern "x"] opaque «_aux_Init_Notation___macroRules_term-__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_⁻¹» : Lean.TrailingParserDescr
@[macro «term_⁻¹», extern "x"] opaque «_aux_Init_Notation___macroRules_term_⁻¹_1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_•_» : Lean.TrailingParserDescr
@[macro «term_•_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_•__1» : Lean.Macro
@[macro «term_•_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_•__2» : Lean.Macro

/-! ## Order -/

@[term_parser 1000, extern "x"] opaque «term_<_» : Lean.TrailingParserDescr
@[macro «term_<_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_<__1» : Lean.Macro
@[macro «term_<_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_<__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_≤_» : Lean.TrailingParserDescr
@[macro «term_≤_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_≤__1» : Lean.Macro
@[macro «term_≤_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_≤__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_>_» : Lean.TrailingParserDescr
@[macro «term_>_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_>__1» : Lean.Macro
@[macro «term_>_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_>__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_≥_» : Lean.TrailingParserDescr
@[macro «term_≥_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_≥__1» : Lean.Macro
@[macro «term_≥_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_≥__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_<=_» : Lean.TrailingParserDescr
@[macro «term_<=_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_<=__1» : Lean.Macro
@[macro «term_<=_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_<=__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_>=_» : Lean.TrailingParserDescr
@[macro «term_>=_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_>=__1» : Lean.Macro
@[macro «term_>=_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_>=__2» : Lean.Macro

/-! ## Bits -/

@[term_parser 1000, extern "x"] opaque «term_&&&_» : Lean.TrailingParserDescr
@[macro «term_&&&_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_&&&__1» : Lean.Macro
@[macro «term_&&&_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_&&&__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_|||_» : Lean.TrailingParserDescr
@[macro «term_|||_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_|||__1» : Lean.Macro
@[macro «term_|||_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_|||__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_^^^_» : Lean.TrailingParserDescr
@[macro «term_^^^_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_^^^__1» : Lean.Macro
@[macro «term_^^^_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_^^^__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_<<<_» : Lean.TrailingParserDescr
@[macro «term_<<<_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_<<<__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_>>>_» : Lean.TrailingParserDescr
@[macro «term_>>>_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_>>>__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term~~~_» : Lean.ParserDescr
@[macro «term~~~_», extern "x"] opaque «_aux_Init_Notation___macroRules_term~~~__1» : Lean.Macro

/-! ## Booleans -/

@[term_parser 1000, extern "x"] opaque «term_&&_» : Lean.TrailingParserDescr
@[macro «term_&&_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_&&__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_||_» : Lean.TrailingParserDescr
@[macro «term_||_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_||__1» : Lean.Macro
@[term_parser 1000, extern "x"] opaque term!_ : Lean.ParserDescr
@[macro term!_, extern "x"] opaque _aux_Init_Notation___macroRules_term!__1 : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_==_» : Lean.TrailingParserDescr
@[macro «term_==_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_==__1» : Lean.Macro
@[macro «term_==_», extern "x"] opaque «_aux_Init_Notation___macroRules_term_==__2» : Lean.Macro
@[term_parser 1000, extern "x"] opaque «term_!=_» : Lean.TrailingParserDescr
@[macro «term_!=_», extern "x"] opaque «_aux_Init_Core___macroRules_term_!=__1» : Lean.Macro
@[macro «term_!=_», extern "x"] opaque «_aux_Init_Core___macroRules_term_!=__2» : Lean.Macro

/-! ## Printing -/

@[app_unexpander HAdd.hAdd, extern "x"]
opaque _aux_Init_Notation___unexpand_HAdd_hAdd_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HSub.hSub, extern "x"]
opaque _aux_Init_Notation___unexpand_HSub_hSub_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HMul.hMul, extern "x"]
opaque _aux_Init_Notation___unexpand_HMul_hMul_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HDiv.hDiv, extern "x"]
opaque _aux_Init_Notation___unexpand_HDiv_hDiv_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HMod.hMod, extern "x"]
opaque _aux_Init_Notation___unexpand_HMod_hMod_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HPow.hPow, extern "x"]
opaque _aux_Init_Notation___unexpand_HPow_hPow_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Dvd.dvd, extern "x"]
opaque _aux_Init_Notation___unexpand_Dvd_dvd_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Neg.neg, extern "x"]
opaque _aux_Init_Notation___unexpand_Neg_neg_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Inv.inv, extern "x"]
opaque _aux_Init_Notation___unexpand_Inv_inv_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HSMul.hSMul, extern "x"]
opaque _aux_Init_Notation___unexpand_HSMul_hSMul_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander LT.lt, extern "x"]
opaque _aux_Init_Notation___unexpand_LT_lt_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander LE.le, extern "x"]
opaque _aux_Init_Notation___unexpand_LE_le_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander LE.le, extern "x"]
opaque _aux_Init_Notation___unexpand_LE_le_2 : Lean.PrettyPrinter.Unexpander
@[app_unexpander GT.gt, extern "x"]
opaque _aux_Init_Notation___unexpand_GT_gt_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander GE.ge, extern "x"]
opaque _aux_Init_Notation___unexpand_GE_ge_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander GE.ge, extern "x"]
opaque _aux_Init_Notation___unexpand_GE_ge_2 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HAnd.hAnd, extern "x"]
opaque _aux_Init_Notation___unexpand_HAnd_hAnd_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HOr.hOr, extern "x"]
opaque _aux_Init_Notation___unexpand_HOr_hOr_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HXor.hXor, extern "x"]
opaque _aux_Init_Notation___unexpand_HXor_hXor_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HShiftLeft.hShiftLeft, extern "x"]
opaque _aux_Init_Notation___unexpand_HShiftLeft_hShiftLeft_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander HShiftRight.hShiftRight, extern "x"]
opaque _aux_Init_Notation___unexpand_HShiftRight_hShiftRight_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Bool.and, extern "x"]
opaque _aux_Init_Notation___unexpand_Bool_and_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Bool.or, extern "x"]
opaque _aux_Init_Notation___unexpand_Bool_or_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander Bool.not, extern "x"]
opaque _aux_Init_Notation___unexpand_Bool_not_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander BEq.beq, extern "x"]
opaque _aux_Init_Notation___unexpand_BEq_beq_1 : Lean.PrettyPrinter.Unexpander
@[app_unexpander bne, extern "x"]
opaque _aux_Init_Core___unexpand_bne_1 : Lean.PrettyPrinter.Unexpander
