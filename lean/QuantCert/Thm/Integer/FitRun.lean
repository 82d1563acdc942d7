prelude
import QuantCert.Thm.Integer.FitPass

/-!
# No run leaves a register

## Main definitions
* `Integer.ProgramSizes`, `Integer.Program.Within`: claims about a whole program, and that they are
  right

## Main theorems
* `Integer.Program.neverOverflows`: then no run leaves a register, whatever the tokens
-/

namespace QuantCert.Integer

variable {M : Type}

/-- Claims about layers, one after another, on a stream of at most `B` are right. -/
def LayersWithin (rows : M → List (List Int)) (S : Sizes) (f : Frame) :
    (B : Int) → List (Layer M) → List LayerSizes → Prop
  | _, [], [] => True
  | B, L :: layers, Z :: sizes => L.Within rows S f B Z ∧ LayersWithin rows S f (Z.after B) layers sizes
  | _, _, _ => False

/-- The stream after all layers. -/
def streamAfter : (B : Int) → List LayerSizes → Int
  | B, [] => B
  | B, Z :: sizes => streamAfter (Z.after B) sizes

/-- Claims about a program. -/
structure ProgramSizes where
  layers : List LayerSizes
  finalNorm : NormSizes
  head : LinearSizes

/-- The claims about a program whose embedding has entries of at most `B` are right. -/
structure Program.Within (rows : M → List (List Int)) (P : Program M) (f : Frame) (B : Int)
    (Z : ProgramSizes) : Prop where
  sizes : P.sizes.Sound
  entry_fits : B < twoPow 63
  layers : LayersWithin rows P.sizes f B P.layers Z.layers
  finalNorm : P.finalNorm.Within P.sizes.wide f.dim (streamAfter B Z.layers) Z.finalNorm
  head : P.head.Within rows P.sizes.bits (Z.finalNorm.output P.sizes.wide) Z.head

/-- What all layers have kept of `t` positions is bounded. -/
def AllKeptLe (S : Sizes) (t : Nat) : List LayerSizes → List Kept → Prop
  | [], [] => True
  | Z :: sizes, kept :: rest => KeptLe S t Z kept ∧ AllKeptLe S t sizes rest
  | _, _ => False

variable {rows : M → List (List Int)} {f : Frame} {A : Angles} {t : Nat}

/-- What all layers form at a position fits; the stream after them, and what they keep. -/
theorem formLayers_fit {S : Sizes} (hS : S.Sound)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) (hmost : t + 1 ≤ f.positions) :
    ∀ {B : Int} {layers : List (Layer M)} {sizes : List LayerSizes} {kept : List Kept} {x : List Int},
    LayersWithin rows S f B layers sizes → AllKeptLe S t sizes kept → x.length ≤ f.dim → AllLe B x →
      AllFit (Program.formLayers rows S A layers kept x) ∧
      AllKeptLe S (t + 1) sizes (Program.stepLayers (mulRows rows) S A layers kept x).kept ∧
      AllLe (streamAfter B sizes) (Program.stepLayers (mulRows rows) S A layers kept x).stream ∧
      (Program.stepLayers (mulRows rows) S A layers kept x).stream.length ≤ f.dim
  | _, [], [], [], _, _, _, hlength, hx => ⟨allFit_nil, True.intro, hx, hlength⟩
  | B, L :: layers, Z :: sizes, past :: rest, x, hall, hkept, hlength, hx => by
    have hkeep := Layer.keep_le hS hall.1 hA hkept.1 x
    have ⟨hform, hpass, hlen⟩ := Layer.form_fit hS hall.1 hA (Nat.succ_pos t) hmost hkeep hlength hx
    have ⟨hrest, hkept', hstream, hlen'⟩ := formLayers_fit hS hA hmost hall.2 hkept.2 hlen hpass
    exact ⟨allFit_append hform hrest, ⟨hkeep, hkept'⟩, hstream, hlen'⟩
  | _, [], _ :: _, _, _, h, _, _, _ => h.elim
  | _, _ :: _, [], _, _, h, _, _, _ => h.elim
  | _, [], [], _ :: _, _, _, h, _, _ => h.elim
  | _, _ :: _, _ :: _, [], _, _, h, _, _ => h.elim

namespace Program

variable {P : Program M} {B : Int} {Z : ProgramSizes}

/-- What a run forms fits, from a position on. -/
theorem formRun_fit (hP : P.Within rows f B Z)
    (hembedding : ∀ token, (P.embedding token).length ≤ f.dim ∧ AllLe B (P.embedding token))
    (hangles : ∀ t c, c ∈ (P.angles t).cos ∨ c ∈ (P.angles t).sin → AbsLe f.angle c) :
    ∀ {tokens : List Nat} {t : Nat} {before : State}, t + tokens.length ≤ f.positions →
      AllKeptLe P.sizes t Z.layers before.kept → AllFit (P.formRun rows t tokens before)
  | [], _, _, _, _ => allFit_nil
  | token :: rest, t, before, hlength, hkept => by
    have hlength' : t + (rest.length + 1) ≤ f.positions := hlength
    have ⟨hshort, hrow⟩ := hembedding token
    have ⟨hlayers, hkept', hstream, hlen⟩ := formLayers_fit hP.sizes (hangles t)
      (show t + 1 ≤ f.positions by omega) hP.layers hkept hshort hrow
    have hread : AllFit (P.formReadOut rows (P.step (mulRows rows) t token before)) :=
      allFit_append (formNorm_fit hP.finalNorm hlen hstream) (formLinear_fit hP.sizes.bits
        hP.sizes.most hP.head (rmsNorm_le hP.finalNorm _))
    exact allFit_append (allFit_map fun x hx => fit_one (hrow x hx) hP.entry_fits)
      (allFit_append hlayers (allFit_append hread
        (formRun_fit hP hembedding hangles (tokens := rest) (by omega) hkept')))

/-- Nothing is kept at the start. -/
theorem allKept_start {S : Sizes} (kvHeads : Nat) : ∀ {B : Int} {layers : List (Layer M)}
    {sizes : List LayerSizes}, LayersWithin rows S f B layers sizes →
    AllKeptLe S 0 sizes (layers.map fun _ => Kept.empty kvHeads)
  | _, [], [], _ => True.intro
  | _, _ :: _, Z :: _, h => by
    have hempty : ∀ past : Past, past ∈ List.replicate kvHeads ([] : Past) → past = [] :=
      fun _ hp => List.eq_of_mem_replicate hp
    refine ⟨⟨fun p hp => ?_, fun p hp => ?_⟩, allKept_start kvHeads h.2⟩
    · rw [hempty p hp]
      exact ⟨rfl, fun _ hk => absurd hk List.not_mem_nil⟩
    · rw [hempty p hp]
      exact ⟨rfl, fun _ hk => absurd hk List.not_mem_nil⟩
  | _, [], _ :: _, h => h.elim
  | _, _ :: _, [], h => h.elim

/-- **No run leaves a register.** If the claims about a program's numbers are right, no number that a
run forms leaves its register, on any text of at most so many tokens. -/
theorem neverOverflows (hP : P.Within rows f B Z)
    (hembedding : ∀ token, (P.embedding token).length ≤ f.dim ∧ AllLe B (P.embedding token))
    (hangles : ∀ t c, c ∈ (P.angles t).cos ∨ c ∈ (P.angles t).sin → AbsLe f.angle c) :
    P.NeverOverflows rows f.positions := fun _ hlength =>
  formRun_fit hP hembedding hangles (by omega) (allKept_start _ hP.layers)

end Program

end QuantCert.Integer
