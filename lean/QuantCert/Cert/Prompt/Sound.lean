prelude
import QuantCert.Cert.Prompt.Trace

/-!
# The check of a prompt is right

## Main theorems
* `Net.enclose_sound`: if the check succeeds, the claimed boxes contain what the network computes, at
  every position of the text.
* `encloseAll_sound`: the same for networks one after the other.
* `prompt_contained`: the outputs of a network that reads tokens lie in the last box.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- Rows that are chosen in the same way are the same. -/
theorem RowIndex.eq_of_same : ∀ {a b : RowIndex}, a.same b = true → a = b
  | token, token, _ => rfl
  | position, position, _ => rfl
  | paddedPosition _, paddedPosition _, h => congrArg paddedPosition (Nat.eq_of_beq_eq_true _ _ h)
  | fixed _, fixed _, h => congrArg fixed (Nat.eq_of_beq_eq_true _ _ h)

/-- The rectifier is recognized. -/
theorem Activation.eq_of_isRelu : ∀ {f : Activation}, f.isRelu = true → f = relu
  | relu, _ => rfl

/-- Boxes with the number of entries written in another way. -/
theorem Box.Contains.of_dim {length m n : Nat} (h : Nat.beq m n = true) {A : Box}
    {X : Nat → Vec R} (hX : A.Contains length m X) : A.Contains length n X :=
  Nat.eq_of_beq_eq_true m n h ▸ hX

variable {c : PromptData} {θ : Parameters R} {text : Text} {W : Nat → Matrix R}

/-- A vector that passes is in its box. -/
theorem PromptData.Meets.of_vectorAnd (known : c.Meets θ text W) {b dim : Nat} {p : Box → Bool}
    (h : c.vectorAnd b dim p = true) :
    ∃ v : Box, v.Contains 1 dim (fun _ => θ.vector b) ∧ p v = true := by
  obtain ⟨v, hv, hp⟩ := known.vectors.of_nthAnd h
  simp only [Bool.and_eq_true_iff] at hp
  rw [Nat.zero_add] at hv
  exact ⟨v.box, hv.of_dim hp.1, hp.2⟩

/-- A checked activation made of exponentials is one. -/
theorem PromptData.Meets.of_checkActivate (known : c.Meets θ text W) {E : ExpTable}
    {number dim : Nat} {A B : Box} {f : Activation} {X : Nat → Vec R}
    (hx : A.Contains c.length dim X) (h : c.checkActivate E number dim A B f = true) :
    B.Contains c.length dim fun t i => f.apply θ (X t i) := by
  cases f with
  | relu => exact nomatch h
  | silu =>
    have ⟨he, hs⟩ := Bool.and_eq_true_iff.mp h
    exact Box.contains_of_parts fun t ht => byParts_sound
      (fun _ _ _ _ hpart => checkSilu_sound he hpart) (hx.part ht) (of_allBelow hs ht)
  | gelu =>
    have hgelu := known.gelu
    unfold PromptData.checkActivate at h
    generalize c.gelu = g at h hgelu
    cases g with
    | unknown => exact nomatch h
    | tanh V =>
      obtain ⟨k, hk, heq⟩ := hgelu
      have ⟨he, hs⟩ := Bool.and_eq_true_iff.mp h
      have hall : B.Contains c.length dim fun t i => tanhGelu (k 0) (k 1) (X t i) :=
        Box.contains_of_parts fun t ht => checkTanhGelu_sound he hk (hx.part ht) (of_allBelow hs ht)
      intro t ht i hi
      show Near _ _ _ (θ.gelu (X t i))
      rw [heq]
      exact hall t ht i hi
    | erf V =>
      obtain ⟨κ, hκ, law⟩ := hgelu
      have ⟨he, hs⟩ := Bool.and_eq_true_iff.mp h
      exact Box.contains_of_parts fun t ht => byParts_sound
        (fun _ _ _ _ hpart => checkErfGelu_sound he law hκ hpart) (hx.part ht) (of_allBelow hs ht)

/-- The experts that are checked are in their boxes. -/
theorem experts_contained {dim count n : Nat} {A : Box} {expert : Nat → Net} {te : Nat → Trace}
    {X : Activations R} (ih : ∀ e, ∀ {t : Trace}, (expert e).enclose c dim A t = true →
      (t.out A).Contains c.length ((expert e).outDim dim) ((expert e).eval θ text W X))
    (h : (allBelow count fun e => (expert e).enclose c dim A (te e) &&
      Nat.beq ((expert e).outDim dim) n) = true) :
    ∀ e, e < count → ((te e).out A).Contains c.length n ((expert e).eval θ text W X) :=
  fun e he => by
    have ⟨h1, h2⟩ := Bool.and_eq_true_iff.mp (of_allBelow h he)
    exact (ih e h1).of_dim h2

open Box.Contains (of_dim)

/-- If the check succeeds, the claimed boxes contain what the net computes from the activations in
the box `A`, at every position of the text. -/
theorem Net.enclose_sound {net : Net} {trace : Trace} {dim : Nat} {A : Box}
    (h : net.enclose c dim A trace = true) (known : c.Meets θ text W) {X : Activations R}
    (hX : A.Contains c.length dim X) :
    (trace.out A).Contains c.length (net.outDim dim) (net.eval θ text W X) := by
  induction net generalizing trace dim A X with
  | input =>
    cases trace with
    | input => exact hX
    | _ => exact nomatch h
  | lookup rows n w index =>
    cases trace with
    | lookup out i =>
      obtain ⟨l, hl, hp⟩ := known.lookups.of_nthAnd h
      simp only [Bool.and_eq_true_iff] at hp
      obtain ⟨hw, hindex, hdim, hcells⟩ := hp
      have hbox := hl.of_dim hdim
      rw [Nat.eq_of_beq_eq_true _ _ hw, RowIndex.eq_of_same hindex] at hbox
      exact Box.contains_of_parts fun t ht => checkCopy_sound (hbox.part ht) (of_allBelow hcells ht)
    | _ => exact nomatch h
  | linear rows cols w x ihx =>
    cases trace with
    | one out tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨m, hm, hp⟩ := known.matrices.of_nthAnd h
      rw [Nat.zero_add] at hm
      have ⟨hcols, hlinear⟩ := Bool.and_eq_true_iff.mp hp
      exact checkLinear_sound (of_dim hdim (ihx hx hX)) (Nat.eq_of_beq_eq_true _ _ hcols ▸ hm) hlinear
    | _ => exact nomatch h
  | bias n b x ihx =>
    cases trace with
    | one out tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨v, hv, hb⟩ := known.of_vectorAnd h
      have hin := of_dim hdim (ihx hx hX)
      exact Box.contains_of_parts fun t ht => checkBias_sound (hin.part ht) hv (of_allBelow hb ht)
    | _ => exact nomatch h
  | scale n a x ihx =>
    cases trace with
    | one out tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      have hin := of_dim hdim (ihx hx hX)
      exact Box.contains_of_parts fun t ht => checkScale_sound (hin.part ht) (of_allBelow h ht)
    | _ => exact nomatch h
  | rmsNorm n g ε low x ihx =>
    cases trace with
    | norm out roots tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨v, hv, hn⟩ := known.of_vectorAnd h
      have hin := of_dim hdim (ihx hx hX)
      exact Box.contains_of_parts fun t ht => checkRmsNorm_sound (hin.part ht) hv (of_allBelow hn ht)
    | _ => exact nomatch h
  | rmsNormHeads heads n g ε low x ihx =>
    cases trace with
    | norm out roots tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨v, hv, hn⟩ := known.of_vectorAnd h
      have hin := of_dim hdim (ihx hx hX)
      exact Box.contains_of_parts fun t ht => checkNormHeads_sound (hin.part ht) hv (of_allBelow hn ht)
    | _ => exact nomatch h
  | layerNorm n g b ε low x ihx =>
    cases trace with
    | layerNorm out centred roots tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨v, hv, h⟩ := known.of_vectorAnd h
      obtain ⟨o, ho, hn⟩ := known.of_vectorAnd h
      have hin := of_dim hdim (ihx hx hX)
      exact Box.contains_of_parts fun t ht =>
        checkLayerNorm_sound (hin.part ht) hv ho (of_allBelow hn ht)
    | _ => exact nomatch h
  | activate n f x ihx =>
    cases trace with
    | one out tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, hf, h⟩ := h
      have hrelu := Activation.eq_of_isRelu hf
      subst hrelu
      exact checkRelu_sound (of_dim hdim (ihx hx hX)) h
    | exponential out E s tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      exact known.of_checkActivate (of_dim hdim (ihx hx hX)) h
    | _ => exact nomatch h
  | softCap n a x ihx =>
    cases trace with
    | exponential out E s tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, he, h⟩ := h
      exact checkSoftCap_sound he (of_dim hdim (ihx hx hX)) h
    | _ => exact nomatch h
  | add n x y ihx ihy =>
    cases trace with
    | two out tx ty =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hy, hdim, hdim', h⟩ := h
      have hin := of_dim hdim (ihx hx hX)
      have hin' := of_dim hdim' (ihy hy hX)
      exact Box.contains_of_parts fun t ht =>
        checkAdd_sound (hin.part ht) (hin'.part ht) (of_allBelow h ht)
    | _ => exact nomatch h
  | mul n x y ihx ihy =>
    cases trace with
    | two out tx ty =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hy, hdim, hdim', h⟩ := h
      have hin := of_dim hdim (ihx hx hX)
      have hin' := of_dim hdim' (ihy hy hX)
      exact Box.contains_of_parts fun t ht =>
        checkMul_sound (hin.part ht) (hin'.part ht) (of_allBelow h ht)
    | _ => exact nomatch h
  | rope heads half a x ihx =>
    cases trace with
    | one out tx =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨g, hg, hp⟩ := known.angles.of_nthAnd h
      rw [Nat.zero_add] at hg
      have ⟨hhalf, hrope⟩ := Bool.and_eq_true_iff.mp hp
      have hin := of_dim hdim (ihx hx hX)
      have hcos := hg.1.of_dim hhalf
      have hsin := hg.2.of_dim hhalf
      exact Box.contains_of_parts fun t ht =>
        checkRope_sound (hcos.part ht) (hsin.part ht) (hin.part ht) (of_allBelow hrope ht)
    | _ => exact nomatch h
  | attention groups group d mask scoring q k v ihq ihk ihv =>
    cases trace with
    | attention out data tq tk tv =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hq, hk, hv, dimq, dimk, dimv, h⟩ := h
      have heads := checkHeads_sound (of_dim dimq (ihq hq hX)) (of_dim dimk (ihk hk hX))
        (of_dim dimv (ihv hv hX)) h
      rw [← known.length] at heads ⊢
      exact heads
    | _ => exact nomatch h
  | mixture count n router expert ihr ihe =>
    cases trace with
    | experts out data s tr te =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hr, hdim, he, h⟩ := h
      exact checkMixture_sound (of_dim hdim (ihr hr hX))
        (experts_contained (fun e _ h => ihe e h hX) he) h
    | _ => exact nomatch h
  | routed count k n gap router expert ihr ihe =>
    cases trace with
    | experts out data s tr te =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hr, hdim, he, h⟩ := h
      exact checkRouted_sound (of_dim hdim (ihr hr hX))
        (experts_contained (fun e _ h => ihe e h hX) he) h
    | _ => exact nomatch h
  | routedShares count k n gap router expert ihr ihe =>
    cases trace with
    | experts out data s tr te =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      obtain ⟨hr, hdim, he, h⟩ := h
      exact checkRoutedShares_sound (of_dim hdim (ihr hr hX))
        (experts_contained (fun e _ h => ihe e h hX) he) h
    | _ => exact nomatch h
  | seq first second ihf ihs =>
    cases trace with
    | seq tf ts =>
      simp only [Net.enclose, Bool.and_eq_true_iff] at h
      exact ihs h.2 (ihf h.1 hX)
    | _ => exact nomatch h
  | region n size x ihx =>
    have h' : (x.enclose c dim A trace && Nat.beq (x.outDim dim) n) = true := by
      rw [← h, Net.enclose]
    have ⟨hx, hdim⟩ := Bool.and_eq_true_iff.mp h'
    exact of_dim hdim (ihx hx hX)

/-- If the check of all networks succeeds, the last box contains what they compute. -/
theorem encloseAll_sound {nets : List Net} {traces : List Trace} {dim : Nat} {A : Box}
    (h : encloseAll c dim A nets traces = true) (known : c.Meets θ text W) {X : Activations R}
    (hX : A.Contains c.length dim X) :
    (outAll A traces).Contains c.length (outDimAll dim nets) (evalAll θ text W nets X) := by
  induction nets generalizing traces dim A X with
  | nil =>
    cases traces with
    | nil => exact hX
    | cons _ _ => exact nomatch h
  | cons net nets ih =>
    cases traces with
    | nil => exact nomatch h
    | cons t ts =>
      simp only [encloseAll, Bool.and_eq_true_iff] at h
      exact ih h.2 (Net.enclose_sound h.1 known hX)

/-- What a network computes from tokens alone lies in the last box. -/
theorem prompt_contained {nets : List Net} {traces : List Trace} {A B : Box} {n : Nat}
    (h : encloseAll c 0 A nets traces = true) (last : outAll A traces = B)
    (outputs : outDimAll 0 nets = n) (known : c.Meets θ text W) :
    B.Contains c.length n (evalAll θ text W nets fun _ _ => 0) := by
  have hall := encloseAll_sound h known (X := fun _ _ => 0) fun _ _ i hi =>
    absurd hi (Nat.not_lt_zero i)
  rwa [last, outputs] at hall

end QuantCert
