prelude
import QuantCert.Cert.Model.Attention
import QuantCert.Cert.Model.Entrywise
import QuantCert.Cert.Model.Linear
import QuantCert.Cert.Model.Lookup
import QuantCert.Cert.Model.Mixture
import QuantCert.Cert.Model.NormHeads
import QuantCert.Cert.Model.Rope
import QuantCert.Cert.Model.Routed
import QuantCert.Cert.Model.Shares

/-!
# The check of a network is right

## Main theorems
* `Net.check_sound`: if the check succeeds, the plan's claim is true of what the original and the
  quantized network compute.
* `checkAll_sound`: the same for networks one after the other.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- Bounds with the number of entries written in another way. -/
theorem Bounds.Holds.of_dim {d m n : Nat} (h : Nat.beq m n = true) {s : Bounds} {text : Text}
    {X Xhat : Activations R} (hs : s.Holds d m text X Xhat) : s.Holds d n text X Xhat :=
  Nat.eq_of_beq_eq_true m n h ▸ hs

/-- Bounds with the length of a head written in another way. -/
theorem Bounds.Holds.of_headDim {d e n : Nat} (h : Nat.beq d e = true) {s : Bounds} {text : Text}
    {X Xhat : Activations R} (hs : s.Holds d n text X Xhat) : s.Holds e n text X Xhat :=
  Nat.eq_of_beq_eq_true d e h ▸ hs

/-- The converse of `of_headDim`. -/
theorem Bounds.Holds.to_headDim {d e n : Nat} (h : Nat.beq d e = true) {s : Bounds} {text : Text}
    {X Xhat : Activations R} (hs : s.Holds e n text X Xhat) : s.Holds d n text X Xhat :=
  (Nat.eq_of_beq_eq_true d e h).symm ▸ hs

open Bounds.Holds (of_dim of_headDim to_headDim)

/-- If the check succeeds, the claim of the plan is true: of inputs with the bounds `s`, with
matrices, vectors and a text that meet `c`, if the original activations stay in the regions. -/
theorem Net.check_sound {c : ModelCert} {net : Net} {plan : Plan} {dim : Nat} {s : Bounds}
    (h : net.check c dim s plan = true) {θ : Parameters R} {text : Text} {W What : Nat → Matrix R}
    (known : c.Meets θ text W What) {X Xhat : Activations R}
    (before : s.Holds c.headDim dim text X Xhat) (assumed : net.Assumed θ text c.headDim W X) :
    plan.claim.Holds c.headDim (net.outDim dim) text (net.eval θ text W X)
      (net.eval θ text What Xhat) := by
  induction net generalizing plan dim s X Xhat with
  | input =>
    cases plan with
    | leaf claim => exact before.of_accepts h
    | _ => exact nomatch h
  | lookup rows n w index =>
    cases plan with
    | leaf claim =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨m, hm, rfl, rfl, accepted⟩ := known.of_matrixAnd h.2
      exact (Bounds.lookup_holds hm fun t ht => known.row_lt h.1 ht).of_accepts accepted
    | _ => exact nomatch h
  | linear rows cols w x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨m, hm, rfl, rfl, accepted⟩ := known.of_matrixAnd h
      exact (Bounds.linear_holds hm (of_dim hdim (ihx hx before assumed))).of_accepts accepted
    | _ => exact nomatch h
  | bias n b x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨v, hv, accepted⟩ := known.of_vectorAnd h
      exact (Bounds.bias_holds hv (of_dim hdim (ihx hx before assumed))).of_accepts accepted
    | _ => exact nomatch h
  | scale n a x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, accepted⟩ := h
      exact (Bounds.scale_holds a (of_dim hdim (ihx hx before assumed))).of_accepts accepted
    | _ => exact nomatch h
  | rmsNorm n g ε low x ihx =>
    cases plan with
    | norm claim hint px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨γ, hγ, h⟩ := known.of_vectorAnd h
      obtain ⟨hint, accepted⟩ := Bool.and_eq_true_iff.mp h
      exact (Bounds.rmsNorm_holds hint hγ.entry (of_dim hdim (ihx hx before assumed.1))
        assumed.2).of_accepts accepted
    | _ => exact nomatch h
  | rmsNormHeads heads n g ε low x ihx =>
    cases plan with
    | norm claim hint px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, hd, h⟩ := h
      obtain ⟨γ, hγ, h⟩ := known.of_vectorAnd h
      obtain ⟨hint, accepted⟩ := Bool.and_eq_true_iff.mp h
      exact (to_headDim hd (Bounds.rmsNormHeads_holds hint hγ.entry
        (of_headDim hd (of_dim hdim (ihx hx before assumed.1))) assumed.2)).of_accepts accepted
    | _ => exact nomatch h
  | layerNorm n g b ε low x ihx =>
    cases plan with
    | norm claim hint px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, h⟩ := h
      obtain ⟨γ, hγ, h⟩ := known.of_vectorAnd h
      obtain ⟨β, hβ, h⟩ := known.of_vectorAnd h
      obtain ⟨hint, accepted⟩ := Bool.and_eq_true_iff.mp h
      exact (Bounds.layerNorm_holds hint hγ.entry hβ (of_dim hdim (ihx hx before assumed.1))
        assumed.2).of_accepts accepted
    | _ => exact nomatch h
  | activate n f x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, accepted⟩ := h
      exact (Bounds.activate_holds known.gelu f
        (of_dim hdim (ihx hx before assumed))).of_accepts accepted
    | _ => exact nomatch h
  | softCap n a x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, pos, accepted⟩ := h
      exact (Bounds.softCap_holds pos (of_dim hdim (ihx hx before assumed))).of_accepts accepted
    | _ => exact nomatch h
  | add n x y ihx ihy =>
    cases plan with
    | two claim px py =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hy, hdim, hdim', accepted⟩ := h
      exact (Bounds.add_holds (of_dim hdim (ihx hx before assumed.1))
        (of_dim hdim' (ihy hy before assumed.2))).of_accepts accepted
    | _ => exact nomatch h
  | mul n x y ihx ihy =>
    cases plan with
    | two claim px py =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hy, hdim, hdim', accepted⟩ := h
      exact (Bounds.mul_holds (of_dim hdim (ihx hx before assumed.1))
        (of_dim hdim' (ihy hy before assumed.2))).of_accepts accepted
    | _ => exact nomatch h
  | rope heads half a x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, hd, accepted⟩ := h
      exact (to_headDim hd (Bounds.rope_holds (known.rotation a)
        (of_headDim hd (of_dim hdim (ihx hx before assumed))))).of_accepts accepted
    | _ => exact nomatch h
  | attention groups group d mask scoring q k v ihq ihk ihv =>
    cases plan with
    | attention claim change tv pq pk pv =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hq, hk, hv, dimq, dimk, dimv, hd, pos, root, attends, accepted⟩ := h
      exact (to_headDim hd (Bounds.attention_holds (Nat.le_of_ble_eq_true pos) attends
        (Nat.le_of_ble_eq_true root)
        (of_headDim hd (of_dim dimq (ihq hq before assumed.1)))
        (of_headDim hd (of_dim dimk (ihk hk before assumed.2.1)))
        (of_headDim hd (of_dim dimv (ihv hv before assumed.2.2))))).of_accepts accepted
    | _ => exact nomatch h
  | mixture count n router expert ihr ihe =>
    cases plan with
    | mixture claim each tv pr pe =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hr, dimr, pos, he, accepted⟩ := h
      have hr := of_dim dimr (ihr hr before assumed.1)
      have he := fun e (hlt : e < count) => by
        have h := of_allBelow he hlt
        simp only [Bool.and_eq_true_iff] at h
        exact (of_dim h.2.1 (ihe e h.1 before (assumed.2 e hlt))).of_accepts h.2.2
      exact (Bounds.mixture_holds (Nat.le_of_ble_eq_true pos) hr he).of_accepts accepted
    | _ => exact nomatch h
  | routed count k n gap router expert ihr ihe =>
    cases plan with
    | mixture claim each tv pr pe =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hr, dimr, pos, hk, he, accepted⟩ := h
      have hr := of_dim dimr (ihr hr before assumed.1)
      have he := fun e (hlt : e < count) => by
        have h := of_allBelow he hlt
        simp only [Bool.and_eq_true_iff] at h
        exact (of_dim h.2.1 (ihe e h.1 before (assumed.2.1 e hlt))).of_accepts h.2.2
      exact (Bounds.routed_holds (Nat.le_of_ble_eq_true pos) (Nat.le_of_ble_eq_true hk) hr
        assumed.2.2 he).of_accepts accepted
    | _ => exact nomatch h
  | routedShares count k n gap router expert ihr ihe =>
    cases plan with
    | mixture claim each tv pr pe =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hr, dimr, pos, hk, he, accepted⟩ := h
      have hr := of_dim dimr (ihr hr before assumed.1)
      have he := fun e (hlt : e < count) => by
        have h := of_allBelow he hlt
        simp only [Bool.and_eq_true_iff] at h
        exact (of_dim h.2.1 (ihe e h.1 before (assumed.2.1 e hlt))).of_accepts h.2.2
      exact (Bounds.routedShares_holds (Nat.le_of_ble_eq_true pos) (Nat.le_of_ble_eq_true hk) hr
        assumed.2.2 he).of_accepts accepted
    | _ => exact nomatch h
  | seq first second ihf ihs =>
    cases plan with
    | seq pf ps =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      exact ihs h.2 (ihf h.1 before assumed.1) assumed.2
    | _ => exact nomatch h
  | region n size x ihx =>
    cases plan with
    | one claim px =>
      simp only [Net.check, Bool.and_eq_true_iff] at h
      obtain ⟨hx, hdim, accepted⟩ := h
      exact (Bounds.region_holds (of_dim hdim (ihx hx before assumed.1))
        assumed.2).of_accepts accepted
    | _ => exact nomatch h
/-- If the check of all networks succeeds, the claim of the last plan is true of the last output. -/
theorem checkAll_sound {c : ModelCert} {nets : List Net} {plans : List Plan} {dim : Nat}
    {s : Bounds} (h : checkAll c dim s nets plans = true) {θ : Parameters R} {text : Text}
    {W What : Nat → Matrix R} (known : c.Meets θ text W What) {X Xhat : Activations R}
    (before : s.Holds c.headDim dim text X Xhat)
    (assumed : AssumedAll θ text c.headDim W nets X) :
    (claimAll s plans).Holds c.headDim (outDimAll dim nets) text (evalAll θ text W nets X)
      (evalAll θ text What nets Xhat) := by
  induction nets generalizing plans dim s X Xhat with
  | nil =>
    cases plans with
    | nil => exact before
    | cons _ _ => exact nomatch h
  | cons net nets ih =>
    cases plans with
    | nil => exact nomatch h
    | cons plan plans =>
      simp only [checkAll, Bool.and_eq_true_iff] at h
      exact ih h.2 (Net.check_sound h.1 known before assumed.1) assumed.2

end QuantCert
