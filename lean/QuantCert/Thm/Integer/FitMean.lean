prelude
import QuantCert.Thm.Integer.FitAttention

/-!
# Means of bounded values, and heads

## Main theorems
* `Integer.formAverage_fit`: what a mean forms fits
* `Integer.formHead_fit`, `Integer.attendHead_le`: a head at a position
* `Integer.weightedSum_getD`: what is added up to an entry is that entry of the weighted sum
-/

namespace QuantCert.Integer

variable {S : Sizes} {n : Nat} {Q B V : Int} {Z : AttentionSizes}

/-- An entry of a list, or zero. -/
theorem getD_absLe {E : Int} (hE : 0 ≤ E) : ∀ {l : List Int} {i : Nat}, AllLe E l →
    AbsLe E (l.getD i 0)
  | [], _, _ => ⟨by show -E ≤ (0 : Int); omega, hE⟩
  | a :: _, 0, h => h a List.mem_cons_self
  | a :: l, i + 1, h => getD_absLe hE (l := l) (i := i) fun x hx => h x (List.mem_cons_of_mem a hx)

/-- A rounded term of a weighted sum. -/
theorem weighted_le {E p a : Int} {v : Narrow} {shift : Nat} (hp : 0 ≤ p ∧ p ≤ twoPow powUnit)
    (ha : AbsLe E a) (hv : v.shift ≤ shift) :
    AbsLe (twoPow powUnit * E) (p * a) ∧
    AbsLe (twoPow powUnit * E) (roundShift (p * a) ((shift : Int) - (v.shift : Int))) := by
  have hE := absLe_nonneg ha
  have hprod : AbsLe (twoPow powUnit * E) (p * a) :=
    absLe_mul (show AbsLe (twoPow powUnit) p by unfold AbsLe; omega) ha
  have hterm := term_size (k := shift - v.shift) hp.1 ha
  rw [Int.natCast_sub hv] at hterm
  exact ⟨hprod, absLe_mono hterm (Int.mul_le_mul_of_nonneg_right hp.2 hE)⟩

/-- The terms of an entry of a weighted sum. -/
theorem weightedTerms_le {E : Int} (hE : 0 ≤ E) {shift : Nat} {ps : List Int} {vs : List Narrow}
    (hp : ∀ p, p ∈ ps → 0 ≤ p ∧ p ≤ twoPow powUnit)
    (hv : ∀ v, v ∈ vs → v.shift ≤ shift ∧ AllLe E v.entries) (i : Nat) :
    AllLe (twoPow powUnit * E) (weightedTerms shift ps vs i) := fun y hy => by
  obtain ⟨p, hpm, v, hvm, rfl⟩ := mem_zipWith hy
  have ⟨hshift, hentries⟩ := hv v hvm
  exact (weighted_le (hp p hpm) (getD_absLe hE hentries) hshift).2

/-- What a mean forms fits. -/
theorem formAverage_fit (hZ : Z.Within S n Q B V) (hE : 0 ≤ narrowLimit S.bits) {size : Nat}
    {ps : List Int} {vs : List Narrow} (hlength : ps.length = vs.length) (hn : ps.length ≤ n)
    (hpos : 0 < ps.sum) (hp : ∀ p, p ∈ ps → 0 ≤ p ∧ p ≤ twoPow powUnit)
    (hv : ∀ v, v ∈ vs → NarrowLe (narrowLimit S.bits) (V + twoPow Z.valueShift) Z.valueShift v)
    (hcoarse : coarsest vs ≤ Z.valueShift) : AllFit (formAverage size ps vs) := by
  have hone := twoPow_pos powUnit
  have hpE := Int.mul_nonneg (Int.le_of_lt hone) hE
  have hshift : ∀ v, v ∈ vs → v.shift ≤ coarsest vs ∧ AllLe (narrowLimit S.bits) v.entries :=
    fun v hmem => ⟨shift_le_coarsest hmem, (hv v hmem).entry⟩
  have hpall : AllLe (twoPow powUnit) ps := fun p hmem => by
    have := hp p hmem
    unfold AbsLe
    omega
  have hcount : (ps.length : Int) * twoPow powUnit ≤ (n : Int) * twoPow powUnit :=
    Int.mul_le_mul_of_nonneg_right (Int.ofNat_le.mpr hn) (Int.le_of_lt hone)
  have htotal : AbsLe ((n : Int) * twoPow powUnit) ps.sum :=
    absLe_mono (absLe_mono (sum_size ps) (sizeSum_le hpall)) hcount
  have hmean := hZ.mean
  have hbig : (n : Int) * twoPow powUnit * narrowLimit S.bits ≤
      (n : Int) * twoPow powUnit * narrowLimit S.bits * twoPow extraBits := by
    have := Int.mul_le_mul_of_nonneg_left (show 1 ≤ twoPow extraBits from twoPow_pos _)
      (Int.mul_nonneg (absLe_nonneg htotal) hE)
    rwa [Int.mul_one] at this
  have hfits := hZ.fits
  have hterms := hZ.terms
  have hvalues := hZ.output
  have hvpow := twoPow_pos Z.valueShift
  refine allFit_append (allFit_zipLists fun p hpm v hvm => allFit_flatMap fun a ha => ?_)
    (allFit_append (allFit_map fun i _ => fit_of_size ?_) (allFit_flatMap fun s hs => ?_))
  · have ⟨hprod, hround⟩ := weighted_le (hp p hpm) ((hv v hvm).entry a ha) (hshift v hvm).1
    exact formShift_fit_int (K := Z.valueShift) hprod (by omega) hterms hround (by omega)
  · have hall := sizeSum_le (weightedTerms_le hE hp hshift i)
    have hlen : (weightedTerms (coarsest vs) ps vs i).length ≤ n := by
      unfold weightedTerms
      rw [List.length_zipWith]
      omega
    have hmore := Int.mul_le_mul_of_nonneg_right (Int.ofNat_le.mpr hlen) hpE
    rw [← Int.mul_assoc (n : Int)] at hmore
    show sizeSum (weightedTerms (coarsest vs) ps vs i) < twoPow 63
    have := absLe_nonneg htotal
    have := Int.mul_nonneg this hE
    omega
  · have hsize := weightedSum_size hE hlength (fun p hmem => (hp p hmem).1) hshift s hs
    have hextra : min (coarsest vs) extraBits ≤ extraBits := Nat.min_le_right _ _
    have hpow := twoPow_mono hextra
    have hscaled := absLe_mul hsize (absLe_self (Int.le_of_lt (twoPow_pos
      (min (coarsest vs) extraBits))))
    have hdividend := absLe_mono hscaled (Int.mul_le_mul (Int.mul_le_mul_of_nonneg_right htotal.2 hE)
      hpow (Int.le_of_lt (twoPow_pos _)) (Int.mul_nonneg (absLe_nonneg htotal) hE))
    have hquotient : AbsLe (narrowLimit S.bits * twoPow (min (coarsest vs) extraBits))
        (roundDiv (s * twoPow (min (coarsest vs) extraBits)) ps.sum) := by
      refine roundDiv_size hpos ?_
      rw [Int.mul_comm, ← Int.mul_assoc]
      exact hscaled
    have hmem : roundDiv (s * twoPow (min (coarsest vs) extraBits)) ps.sum *
        twoPow (coarsest vs - min (coarsest vs) extraBits) ∈ average size ps vs :=
      List.mem_map_of_mem (f := fun s => roundDiv (s * twoPow (min (coarsest vs) extraBits)) ps.sum *
        twoPow (coarsest vs - min (coarsest vs) extraBits)) hs
    have hresult := average_size hE hlength hpos (fun p hmem => (hp p hmem).1)
      (fun v hmem => (hv v hmem).entry) hmem
    have hcap : narrowLimit S.bits * twoPow (coarsest vs) ≤ Z.output :=
      Int.le_trans (Int.mul_le_mul_of_nonneg_left (twoPow_mono hcoarse) hE) hvalues
    have hsmall : narrowLimit S.bits * twoPow (min (coarsest vs) extraBits) ≤ Z.output :=
      Int.le_trans (Int.mul_le_mul_of_nonneg_left (twoPow_mono (by omega)) hE) hcap
    exact allFit_cons (fit_one hdividend (by show _ < twoPow 63; have := absLe_nonneg htotal; omega))
      (allFit_append (formDiv_fit hdividend htotal hquotient hmean (by omega))
        (allFit_cons (fit_one (absLe_mono hresult hcap) hfits) allFit_nil))

/-- The coarsest shift of bounded values. -/
theorem coarsest_le {K : Nat} : ∀ {vs : List Narrow}, (∀ v, v ∈ vs → v.shift ≤ K) → coarsest vs ≤ K
  | [], _ => Nat.zero_le K
  | w :: vs, h => by
    have hw := h w List.mem_cons_self
    have ih := coarsest_le (vs := vs) fun v hv => h v (List.mem_cons_of_mem w hv)
    show max w.shift (coarsest vs) ≤ K
    omega

/-- A head at a position, whose query, keys and values are bounded. -/
structure HeadLe (S : Sizes) (n : Nat) (Q B V : Int) (Z : AttentionSizes) (q : Narrow)
    (keys values : List Narrow) : Prop where
  query : NarrowLe (narrowLimit S.bits) (Q + twoPow Z.queryShift) Z.queryShift q
  length : q.entries.length ≤ S.headSize
  allKeys : ∀ k, k ∈ keys → NarrowLe (narrowLimit S.bits) (B + twoPow Z.keyShift) Z.keyShift k
  allValues : ∀ v, v ∈ values → NarrowLe (narrowLimit S.bits) (V + twoPow Z.valueShift) Z.valueShift v
  same : keys.length = values.length
  some : keys ≠ []
  few : keys.length ≤ n

/-- The weights of a head. -/
theorem head_weights {q : Narrow} {keys values : List Narrow} (hT : S.powers.Falls)
    (hfirst : 0 < S.powers.entry 0) (h : HeadLe S n Q B V Z q keys values) :
    (weightsOf S.powers (keys.map (scoreOf S.wide S.scoreFactor q))).length = keys.length ∧
    0 < (weightsOf S.powers (keys.map (scoreOf S.wide S.scoreFactor q))).sum := by
  refine ⟨(List.length_map _).trans (List.length_map _), Int.lt_of_lt_of_le hfirst
    (weights_sum_pos hT fun hnil => h.some ?_)⟩
  have hlen := congrArg List.length hnil
  rw [List.length_map] at hlen
  exact List.length_eq_zero_iff.mp hlen

/-- What a head forms fits. -/
theorem formHead_fit {q : Narrow} {keys values : List Narrow} (hbits : 2 ≤ S.bits)
    (hT : S.powers.Falls) (hfirst : 0 < S.powers.entry 0) (hZ : Z.Within S n Q B V)
    (h : HeadLe S n Q B V Z q keys values) :
    AllFit (formHead S.powers S.wide S.headSize S.scoreFactor q keys values) := by
  have hE : 0 ≤ narrowLimit S.bits := Int.le_trans (by decide) (one_le_limit hbits)
  have ⟨hlength, hpos⟩ := head_weights hT hfirst h
  have hscores : AllLe Z.score (keys.map (scoreOf S.wide S.scoreFactor q)) := fun t ht => by
    obtain ⟨k, hk, rfl⟩ := List.mem_map.mp ht
    exact score_le hZ h.length h.query (h.allKeys k hk)
  have hmean := hZ.mean
  have hnonneg := Int.mul_nonneg (Int.natCast_nonneg n) (Int.le_of_lt (twoPow_pos powUnit))
  have hbig := Int.mul_nonneg (Int.mul_nonneg hnonneg hE) (Int.le_of_lt (twoPow_pos extraBits))
  refine allFit_append (allFit_flatMap fun k hk =>
    formScore_fit hbits hZ h.length h.query (h.allKeys k hk)) (allFit_append
    (formWeights_fit hT hscores hZ.score_fits (n := n) ?_ (by omega))
    (formAverage_fit hZ hE (hlength.trans h.same) ?_ hpos (fun p hp => weight_le hT hp) h.allValues
      (coarsest_le fun v hv => (h.allValues v hv).shift)))
  · rw [List.length_map]
    exact h.few
  · rw [hlength]
    exact h.few

/-- The outputs of a head. -/
theorem attendHead_le {q : Narrow} {keys values : List Narrow} (hbits : 2 ≤ S.bits)
    (hT : S.powers.Falls) (hfirst : 0 < S.powers.entry 0) (hZ : Z.Within S n Q B V)
    (h : HeadLe S n Q B V Z q keys values) :
    AllLe Z.output (attendHead S.powers S.wide S.headSize S.scoreFactor q keys values) := by
  have hE : 0 ≤ narrowLimit S.bits := Int.le_trans (by decide) (one_le_limit hbits)
  have ⟨hlength, hpos⟩ := head_weights hT hfirst h
  intro y hy
  have hsize := average_size hE (hlength.trans h.same) hpos (fun p hp => (weight_le hT hp).1)
    (fun v hv => (h.allValues v hv).entry) hy
  refine absLe_mono hsize (Int.le_trans (Int.mul_le_mul_of_nonneg_left (twoPow_mono ?_) hE) hZ.output)
  exact coarsest_le fun v hv => (h.allValues v hv).shift

end QuantCert.Integer
