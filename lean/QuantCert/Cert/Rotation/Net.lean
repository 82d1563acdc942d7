prelude
import QuantCert.Thm.Rotation.Rotation

/-!
# Rotated networks compute the same

A check of a net finds which of its activations are rotated, and that every layer turns back what it
reads.

## Main definitions
* `Stream`, `Stream.Holds`: how an activation differs in the rotated network.
* `Net.stream`: how the output of a net differs; `Net.turns`: whether its matrices meet.
* `turnsAll`: nets one after the other, whose last output is the same.

## Main theorems
* `Net.eval_rotated`: of nets that pass.
* `evalAll_rotated`: so the networks compute the same.
-/

universe u

namespace QuantCert

/-- How an activation differs in the rotated network. -/
structure Stream where
  /-- blocks of `4^block` entries are rotated -/
  block : Nat
  /-- the vector whose factors the activation has in the original network only -/
  factors : Option Nat

namespace Stream

/-- An activation that is the same. -/
def same : Stream := ⟨0, none⟩

/-- Whether the activation is the same. -/
def isSame (s : Stream) : Bool := Nat.beq s.block 0 && s.factors.isNone

/-- The second of two activations differs from the first in this way. -/
def Holds {R : Type u} [ExpField R] (θ : Parameters R) (s : Stream) (X Xhat : Activations R) :
    Prop :=
  ∃ Y : Activations R, X = scaledBy θ s.factors Y ∧
    Xhat = fun t => rotateEntries (4 ^ s.block) (hadamard s.block) (Y t)

end Stream

/-- Whether both have the same number, or none. -/
def sameFactors : Option Nat → Option Nat → Bool
  | none, none => true
  | some g, some h => Nat.beq g h
  | _, _ => false

namespace Net

/-- How the output of a net differs, if its input differs as `s` says. -/
def stream (turns : Nat → Turn) (ones : Nat → Bool) (s : Stream) : Net → Stream
  | input => s
  | lookup _ _ w _ => ⟨(turns w).columns, none⟩
  | linear _ _ w _ => ⟨(turns w).rows, none⟩
  | rmsNorm _ g _ _ x => ⟨(x.stream turns ones s).block, if ones g then some g else none⟩
  | add _ x _ => ⟨(x.stream turns ones s).block, none⟩
  | attention _ _ _ _ _ _ _ v => ⟨(v.stream turns ones s).block, none⟩
  | seq first second => second.stream turns ones (first.stream turns ones s)
  | region _ _ x => x.stream turns ones s
  | _ => .same

/-- Whether all layers of the net turn back what they read. -/
def turns (turn : Nat → Turn) (ones : Nat → Bool) (s : Stream) : Net → Bool
  | input => true
  | lookup _ _ w _ => Nat.beq (turn w).rows 0 && (turn w).factors.isNone
  | linear _ cols w x => x.turns turn ones s &&
      (Nat.beq (x.stream turn ones s).block (turn w).columns &&
      (sameFactors (x.stream turn ones s).factors (turn w).factors &&
      Nat.beq (cols % 4 ^ (turn w).columns) 0))
  | bias _ b x => x.turns turn ones s && ((x.stream turn ones s).isSame && not (ones b))
  | scale _ _ x => x.turns turn ones s && (x.stream turn ones s).isSame
  | rmsNorm dim g _ _ x => x.turns turn ones s && ((x.stream turn ones s).factors.isNone &&
      (Nat.beq (dim % 4 ^ (x.stream turn ones s).block) 0 &&
      (ones g || Nat.beq (x.stream turn ones s).block 0)))
  | rmsNormHeads _ _ g _ _ x => x.turns turn ones s &&
      ((x.stream turn ones s).isSame && not (ones g))
  | activate _ _ x => x.turns turn ones s && (x.stream turn ones s).isSame
  | softCap _ _ x => x.turns turn ones s && (x.stream turn ones s).isSame
  | add _ x y => x.turns turn ones s && (y.turns turn ones s &&
      (((x.stream turn ones s).factors.isNone && (y.stream turn ones s).factors.isNone) &&
      Nat.beq (x.stream turn ones s).block (y.stream turn ones s).block))
  | mul _ x y => x.turns turn ones s && (y.turns turn ones s &&
      ((x.stream turn ones s).isSame && (y.stream turn ones s).isSame))
  | rope _ _ _ x => x.turns turn ones s && (x.stream turn ones s).isSame
  | attention _ _ d _ _ q k v => q.turns turn ones s && (k.turns turn ones s &&
      (v.turns turn ones s && ((q.stream turn ones s).isSame && ((k.stream turn ones s).isSame &&
      ((v.stream turn ones s).factors.isNone && (Nat.blt 0 d &&
      Nat.beq (d % 4 ^ (v.stream turn ones s).block) 0))))))
  | seq first second =>
      first.turns turn ones s && second.turns turn ones (first.stream turn ones s)
  | region _ _ x => x.turns turn ones s
  | _ => false

end Net

/-- Whether all layers of the nets turn back what they read, and the last output is the same. -/
def turnsAll (turn : Nat → Turn) (ones : Nat → Bool) (s : Stream) : List Net → Bool
  | [] => s.isSame
  | net :: rest => net.turns turn ones s && turnsAll turn ones (net.stream turn ones s) rest

section
variable {R : Type u} [ExpField R] {θ : Parameters R} {s : Stream} {X Xhat : Activations R}

/-- No factors. -/
theorem eq_none_of_isNone {factors : Option Nat} (h : factors.isNone = true) : factors = none := by
  cases factors with
  | none => rfl
  | some g => exact nomatch h

/-- The same factors. -/
theorem eq_of_sameFactors : ∀ {f g : Option Nat}, sameFactors f g = true → f = g
  | none, none, _ => rfl
  | some _, some _, h => congrArg some (Nat.eq_of_beq_eq_true _ _ h)
  | none, some _, h => nomatch h
  | some _, none, h => nomatch h

/-- An activation that differs in nothing is the same. -/
theorem Stream.same_holds (X : Activations R) : Stream.same.Holds θ X X :=
  ⟨X, rfl, (funext fun t => rotateEntries_one (X t)).symm⟩

/-- An activation without factors is rotated. -/
theorem Stream.Holds.rotated (h : s.Holds θ X Xhat) (hf : s.factors.isNone = true) :
    Xhat = fun t => rotateEntries (4 ^ s.block) (hadamard s.block) (X t) := by
  obtain ⟨Y, hX, hXhat⟩ := h
  rw [eq_none_of_isNone hf] at hX
  rw [hXhat, hX]
  rfl

/-- What is the same is equal. -/
theorem Stream.Holds.eq (h : s.Holds θ X Xhat) (hs : s.isSame = true) : Xhat = X := by
  have hs := Bool.and_eq_true_iff.mp hs
  rw [h.rotated hs.2, Nat.eq_of_beq_eq_true _ _ hs.1]
  exact funext fun t => rotateEntries_one (X t)

/-- Rotated activations without factors. -/
theorem Stream.Holds.of_rotated {k : Nat}
    (h : Xhat = fun t => rotateEntries (4 ^ k) (hadamard k) (X t)) :
    (⟨k, none⟩ : Stream).Holds θ X Xhat := ⟨X, rfl, h⟩

/-- What is equal is the same. -/
theorem Stream.Holds.of_eq (h : Xhat = X) : Stream.same.Holds θ X Xhat := by
  rw [h]
  exact Stream.same_holds X

end

variable {R : Type u} [ExpField R] {turn : Nat → Turn} {ones : Nat → Bool} {θ θhat : Parameters R}
  {W What : Nat → Matrix R}

/-- A matrix whose rows are not rotated and into which nothing is folded has rotated rows. -/
theorem row_turned {s : Turn} (hrows : Nat.beq s.rows 0 = true) (hf : s.factors.isNone = true)
    (W : Matrix R) (j : Nat) :
    s.apply θ W j = rotateEntries (4 ^ s.columns) (hadamard s.columns) (W j) := by
  unfold Turn.apply foldFactors
  rw [Nat.eq_of_beq_eq_true _ _ hrows, eq_none_of_isNone hf]
  funext i
  exact congrFun (rotateEntries_one fun j => rotateColumns (4 ^ s.columns) (hadamard s.columns) W j i) j

/-- RMSNorm of a rotated activation, with factors that are ones, has lost its factors. -/
theorem rmsNorm_turned {dim k g : Nat} (hdim : dim % 4 ^ k = 0) (hg : ones g = true)
    (turned : Turned turn ones θ θhat W What) (ε : R) (X : Activations R) :
    (⟨k, some g⟩ : Stream).Holds θ (fun t => rmsNorm dim ε (θ.vector g) (X t))
      fun t => rmsNorm dim ε (θhat.vector g) (rotateEntries (4 ^ k) (hadamard k) (X t)) := by
  refine ⟨fun t i => X t i / rms dim ε (X t), rfl, funext fun t => ?_⟩
  have whole : dim = dim / 4 ^ k * 4 ^ k :=
    (Nat.div_mul_cancel (Nat.dvd_of_mod_eq_zero hdim)).symm
  have size : rms dim ε (rotateEntries (4 ^ k) (hadamard k) (X t)) = rms dim ε (X t) := by
    unfold rms
    rw [whole, sumSq_rotated (hadamard_orthogonal k)]
  rw [turned.vector g, if_pos hg, ← rotateEntries_div]
  funext i
  show 1 * (_ / rms _ _ _) = _ / _
  rw [one_mul, size]

/-- A condition that is refuted is not true. -/
theorem ne_true_of_not {b : Bool} (h : (not b) = true) : ¬ b = true := by
  cases b with
  | true => exact nomatch h
  | false => exact nofun

/-- Attention whose values are rotated, in blocks that divide its heads. -/
theorem attention_turned {d k : Nat} (hpos : Nat.blt 0 d = true)
    (hd : Nat.beq (d % 4 ^ k) 0 = true) (f : R → R) (n : Nat) (scale : R) (group : Nat)
    (q : Vec R) (keys v : Matrix R) :
    groupedAttentionWith f n d scale group q keys
        (fun j => rotateEntries (4 ^ k) (hadamard k) (v j)) =
      rotateEntries (4 ^ k) (hadamard k) (groupedAttentionWith f n d scale group q keys v) := by
  have whole : d / 4 ^ k * 4 ^ k = d :=
    Nat.div_mul_cancel (Nat.dvd_of_mod_eq_zero (Nat.eq_of_beq_eq_true _ _ hd))
  have positive : 0 < d / 4 ^ k := Nat.pos_of_ne_zero fun h0 => by
    rw [h0, Nat.zero_mul] at whole
    rw [← whole] at hpos
    exact nomatch hpos
  have rotated := groupedAttentionWith_rotated (b := 4 ^ k) (Nat.pow_pos (by decide)) positive
    (hadamard k) f n scale group q keys v
  rwa [whole] at rotated

/-- The outputs of a net whose layers turn back what they read differ as its stream says. -/
theorem Net.eval_rotated (turned : Turned turn ones θ θhat W What) (text : Text) {net : Net} :
    ∀ {s : Stream} {X Xhat : Activations R}, s.Holds θ X Xhat → net.turns turn ones s = true →
      (net.stream turn ones s).Holds θ (net.eval θ text W X) (net.eval θhat text What Xhat) := by
  induction net with
  | input => intro s X Xhat hX _; exact hX
  | lookup rows dim w index =>
    intro s X Xhat _ h
    have h := Bool.and_eq_true_iff.mp h
    refine .of_rotated (funext fun t => ?_)
    show What w _ = _
    rw [turned.matrix w, row_turned h.1 h.2]
    rfl
  | linear rows cols w x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    have ⟨hblock, h'⟩ := Bool.and_eq_true_iff.mp h.2
    have ⟨hfactors, hcols⟩ := Bool.and_eq_true_iff.mp h'
    obtain ⟨Y, hx, hxhat⟩ := ih hX h.1
    refine .of_rotated (funext fun t => ?_)
    show matVec cols (What w) (x.eval θhat text What Xhat t) =
      rotateEntries _ _ (matVec cols (W w) (x.eval θ text W X t))
    rw [hxhat, hx, turned.matrix w, Nat.eq_of_beq_eq_true _ _ hblock, eq_of_sameFactors hfactors]
    exact matVec_turned θ (turn w) (Nat.eq_of_beq_eq_true _ _ hcols) (W w) Y t
  | bias dim b x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    have h' := Bool.and_eq_true_iff.mp h.2
    have vector : θhat.vector b = θ.vector b := by
      rw [turned.vector b, if_neg (ne_true_of_not h'.2)]
    refine .of_eq (funext fun t => funext fun i => ?_)
    show _ + θhat.vector b i = _ + θ.vector b i
    rw [(ih hX h.1).eq h'.1, vector]
  | scale dim c x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    refine .of_eq (funext fun t => funext fun i => ?_)
    show _ * _ = _ * _
    rw [(ih hX h.1).eq h.2]
  | rmsNorm dim g ε low x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    have ⟨hnone, h'⟩ := Bool.and_eq_true_iff.mp h.2
    have ⟨hdim, hg⟩ := Bool.and_eq_true_iff.mp h'
    have hx := ih hX h.1
    show (⟨_, if ones g then some g else none⟩ : Stream).Holds θ
      (fun t => QuantCert.rmsNorm dim (ε.value R) (θ.vector g) (x.eval θ text W X t))
      (fun t => QuantCert.rmsNorm dim (ε.value R) (θhat.vector g) (x.eval θhat text What Xhat t))
    rw [hx.rotated hnone]
    cases hones : ones g with
    | true => exact rmsNorm_turned (Nat.eq_of_beq_eq_true _ _ hdim) hones turned _ _
    | false =>
      rw [hones] at hg
      have hblock : (x.stream turn ones s).block = 0 := Nat.eq_of_beq_eq_true _ _ hg
      have vector : θhat.vector g = θ.vector g := by
        rw [turned.vector g, hones]
        rfl
      rw [hblock, vector]
      refine Stream.Holds.of_eq (funext fun t => ?_)
      exact congrArg _ (rotateEntries_one _)
  | rmsNormHeads heads d g ε low x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    have h' := Bool.and_eq_true_iff.mp h.2
    have vector : θhat.vector g = θ.vector g := by
      rw [turned.vector g, if_neg (ne_true_of_not h'.2)]
    refine .of_eq (funext fun t => ?_)
    show QuantCert.rmsNormHeads _ _ (θhat.vector g) _ = QuantCert.rmsNormHeads _ _ _ _
    rw [(ih hX h.1).eq h'.1, vector]
  | layerNorm dim g b ε low x ih => intro s X Xhat _ h; exact nomatch h
  | activate dim f x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    refine .of_eq (funext fun t => funext fun i => ?_)
    show f.apply θhat _ = f.apply θ _
    rw [(ih hX h.1).eq h.2]
    cases f with
    | gelu => exact congrFun turned.gelu _
    | relu => rfl
    | silu => rfl
  | softCap dim c x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    refine .of_eq (funext fun t => funext fun i => ?_)
    show QuantCert.softCap _ _ = QuantCert.softCap _ _
    rw [(ih hX h.1).eq h.2]
  | add dim x y ihx ihy =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    have ⟨hy, h'⟩ := Bool.and_eq_true_iff.mp h.2
    have ⟨hnone, hblock⟩ := Bool.and_eq_true_iff.mp h'
    have hnone := Bool.and_eq_true_iff.mp hnone
    have left := (ihx hX h.1).rotated hnone.1
    have right := (ihy hX hy).rotated hnone.2
    rw [← Nat.eq_of_beq_eq_true _ _ hblock] at right
    refine .of_rotated (funext fun t => ?_)
    show (fun i => x.eval θhat text What Xhat t i + y.eval θhat text What Xhat t i) = _
    rw [left, right]
    exact rotateEntries_add _ _ _ _
  | mul dim x y ihx ihy =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    have ⟨hy, h'⟩ := Bool.and_eq_true_iff.mp h.2
    have h' := Bool.and_eq_true_iff.mp h'
    refine .of_eq (funext fun t => ?_)
    show gated _ _ = gated _ _
    rw [(ihx hX h.1).eq h'.1, (ihy hX hy).eq h'.2]
  | rope heads half a x ih =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    refine .of_eq (funext fun t => ?_)
    show ropeHeads _ (θhat.cos a t) (θhat.sin a t) _ = ropeHeads _ _ _ _
    rw [(ih hX h.1).eq h.2, turned.cos, turned.sin]
  | attention groups group d mask scoring q k v ihq ihk ihv =>
    intro s X Xhat hX h
    have ⟨hq, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hk, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hv, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨sameq, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨samek, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hnone, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hpos, hd⟩ := Bool.and_eq_true_iff.mp h
    refine .of_rotated (funext fun t => ?_)
    show groupedAttentionWith _ _ _ _ _ _ _ _ = rotateEntries _ _ (groupedAttentionWith _ _ _ _ _ _ _ _)
    rw [(ihq hX hq).eq sameq, (ihk hX hk).eq samek, (ihv hX hv).rotated hnone]
    exact attention_turned hpos hd _ _ _ _ _ _ _
  | mixture count dim router expert => intro s X Xhat _ h; exact nomatch h
  | routed count k dim gap router expert => intro s X Xhat _ h; exact nomatch h
  | routedShares count k dim gap router expert => intro s X Xhat _ h; exact nomatch h
  | seq first second ih ih' =>
    intro s X Xhat hX h
    have h := Bool.and_eq_true_iff.mp h
    exact ih' (ih hX h.1) h.2
  | region dim size x ih => intro s X Xhat hX h; exact ih hX h

/-- Networks one after the other that pass the check compute the same. -/
theorem evalAll_rotated (turned : Turned turn ones θ θhat W What) (text : Text) :
    ∀ (nets : List Net) {s : Stream} {X Xhat : Activations R}, s.Holds θ X Xhat →
      turnsAll turn ones s nets = true →
        evalAll θhat text What nets Xhat = evalAll θ text W nets X
  | [], _, _, _, hX, h => hX.eq h
  | net :: rest, _, _, _, hX, h => by
    have h := Bool.and_eq_true_iff.mp h
    exact evalAll_rotated turned text rest (net.eval_rotated turned text hX h.1) h.2

end QuantCert
