prelude
import QuantCert.Cert.Integer.Norms
import QuantCert.Thm.Integer.FitRun

/-!
# Whether no run of a program leaves a register

Claims about a program's numbers are checked one by one: norms of rows from the columns, everything
else by arithmetic.

## Main definitions
* `Integer.checkLinear`, `Integer.checkNorm`, `Integer.checkGate`, `Integer.checkAttention`,
  `Integer.checkLayer`, `Integer.checkSizes`: whether claims are right

## Main theorems
* `Integer.checkLayer_sound`, `Integer.neverOverflows_of`: then no run leaves a register
-/

namespace QuantCert.Integer

open Digits

/-- Whether all numbers are at most `B` in size. -/
def checkAllLe (B : Int) (l : List Int) : Bool := l.all fun x => decide (-B ≤ x) && decide (x ≤ B)

/-- Then they are. -/
theorem checkAllLe_sound {B : Int} {l : List Int} (h : checkAllLe B l = true) : AllLe B l :=
  fun x hx => by
    have ⟨hlow, hhigh⟩ := Bool.and_eq_true_iff.mp (List.all_eq_true.mp h x hx)
    exact ⟨of_decide_eq_true hlow, of_decide_eq_true hhigh⟩

/-- Whether the claims about a linear layer whose inputs are at most `B` are right. -/
noncomputable def checkLinear (bits : Nat) (B : Int) (L : Linear (List Checked)) (Z : LinearSizes) :
    Bool :=
  (L.matrix.all fun C => checkNorms C.data Z.norm.toNat) && (checkAllLe Z.bias L.bias &&
  (decide (0 ≤ Z.norm) && (decide (0 ≤ Z.bias) && (decide (0 ≤ B) &&
  (decide (B ≤ (twoPow (bits - 1) - 1) * twoPow Z.shift) && (decide (B + twoPow Z.shift < twoPow 63) &&
  (decide (Z.norm * twoPow (alignedBits - 1) + twoPow L.exponent < twoPow 63) &&
  (decide (Z.norm * (B + twoPow Z.shift) ≤ (Z.output - Z.bias) * twoPow L.exponent) &&
  decide (Z.output < twoPow 63)))))))))

/-- The rows of checked parts. -/
theorem mem_rowLists : ∀ {parts : List Checked} {w : List Int}, w ∈ rowLists (columnsOf parts) →
    ∃ C, C ∈ parts ∧ w ∈ (List.range C.data.rows).map (rowList C.data.toColumns)
  | [], _, h => absurd h List.not_mem_nil
  | C :: parts, w, h => by
    rcases List.mem_append.mp (show w ∈ (List.range C.data.rows).map (rowList C.data.toColumns) ++
      rowLists (columnsOf parts) from h) with h | h
    · exact ⟨C, List.mem_cons_self, h⟩
    · have ⟨D, hD, hw⟩ := mem_rowLists h
      exact ⟨D, List.mem_cons_of_mem C hD, hw⟩

/-- Claims about a linear layer that pass are right. -/
theorem checkLinear_sound {bits : Nat} {B : Int} {L : Linear (List Checked)} {Z : LinearSizes}
    (h : checkLinear bits B L Z = true) : (L.map columnsOf).Within rowLists bits B Z := by
  simp only [checkLinear, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨hrows, hbias, hnorm, hbias', hB, hshift, hround, hsums, hout, hfits⟩ := h
  refine ⟨fun w hw => ?_, checkAllLe_sound hbias, hnorm, hbias', hB, hshift, hround, hsums, hout, hfits⟩
  obtain ⟨C, hC, hwC⟩ := mem_rowLists hw
  have hle := checkNorms_sound (Packed.check_sound C.checked) (List.all_eq_true.mp hrows C hC) hwC
  rwa [Int.toNat_of_nonneg hnorm] at hle

/-- Whether the claims about a norm are right. -/
def checkNorm (F n : Nat) (B : Int) (N : NormFactors) (Z : NormSizes) : Bool :=
  checkAllLe Z.factor N.factors && (decide (0 ≤ Z.factor) && (decide (0 ≤ N.epsilon) &&
  (decide (N.epsilon + twoPow mostShift < twoPow 63) && (decide (0 ≤ B) &&
  (decide (B ≤ (twoPow normBits - 1) * twoPow Z.shift) && (decide (B + twoPow Z.shift < twoPow 63) &&
  (decide (1 ≤ Z.root) &&
  (decide ((n : Int) * (twoPow normBits * twoPow normBits) + N.epsilon <
    (Z.root + 1) * (Z.root + 1)) &&
  (decide ((Z.root + 1) * (Z.root + 1) < twoPow 63) &&
  decide (2 * (twoPow normBits * (Z.factor * twoPow (F - factorUnit))) + 2 * Z.root <
    twoPow 63))))))))))

/-- Claims about a norm that pass are right. -/
theorem checkNorm_sound {F n : Nat} {B : Int} {N : NormFactors} {Z : NormSizes}
    (h : checkNorm F n B N Z = true) : N.Within F n B Z := by
  simp only [checkNorm, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨hfactor, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10⟩ := h
  exact ⟨checkAllLe_sound hfactor, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10⟩

/-- Whether the claims about a gated product are right. -/
def checkGate (F : Nat) (A B : Int) (Z : GateSizes) : Bool :=
  decide (0 ≤ A) && (decide (0 ≤ B) && (decide (A ≤ (twoPow factorBits - 1) * twoPow Z.gateShift) &&
  (decide (B ≤ (twoPow factorBits - 1) * twoPow Z.upShift) &&
  (decide (A + twoPow Z.gateShift < twoPow 63) && (decide (B + twoPow Z.upShift < twoPow 63) &&
  (decide (A * log2e + twoPow F < twoPow 63) &&
  (decide (A * twoPow powUnit + twoPow powUnit < twoPow 63) &&
  (decide (twoPow factorBits * twoPow factorBits + twoPow F < twoPow 63) &&
  (decide ((A + twoPow Z.gateShift) * (B + twoPow Z.upShift) ≤ Z.output * twoPow F) &&
  decide (Z.output < twoPow 63))))))))))

/-- Claims about a gated product that pass are right. -/
theorem checkGate_sound {F : Nat} {A B : Int} {Z : GateSizes} (h : checkGate F A B Z = true) :
    Z.Within F A B := by
  simp only [checkGate, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11⟩ := h
  exact ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11⟩

/-- Whether the claims about attention are right. -/
def checkAttention (S : Sizes) (n : Nat) (Q B V : Int) (Z : AttentionSizes) : Bool :=
  decide (0 ≤ Q) && (decide (0 ≤ B) && (decide (0 ≤ V) && (decide (0 ≤ S.scoreFactor) &&
  (decide (Q ≤ narrowLimit S.bits * twoPow Z.queryShift) &&
  (decide (B ≤ narrowLimit S.bits * twoPow Z.keyShift) &&
  (decide (V ≤ narrowLimit S.bits * twoPow Z.valueShift) &&
  (decide (Q + twoPow Z.queryShift < twoPow 63) && (decide (B + twoPow Z.keyShift < twoPow 63) &&
  (decide (V + twoPow Z.valueShift < twoPow 63) &&
  (decide ((S.headSize : Int) * narrowLimit S.bits * narrowLimit S.bits * S.scoreFactor +
    twoPow (2 * S.wide) < twoPow 63) &&
  (decide ((S.headSize : Int) * narrowLimit S.bits * narrowLimit S.bits < twoPow 63) &&
  (decide ((S.headSize : Int) * (Q + twoPow Z.queryShift) * (B + twoPow Z.keyShift) * S.scoreFactor ≤
    Z.score * twoPow (2 * S.wide)) && (decide (2 * Z.score < twoPow 63) &&
  (decide (twoPow powUnit * narrowLimit S.bits + twoPow Z.valueShift < twoPow 63) &&
  (decide (2 * ((n : Int) * twoPow powUnit * narrowLimit S.bits * twoPow extraBits) +
    2 * ((n : Int) * twoPow powUnit) < twoPow 63) &&
  (decide (narrowLimit S.bits * twoPow Z.valueShift ≤ Z.output) &&
  decide (Z.output < twoPow 63)))))))))))))))))

/-- Claims about attention that pass are right. -/
theorem checkAttention_sound {S : Sizes} {n : Nat} {Q B V : Int} {Z : AttentionSizes}
    (h : checkAttention S n Q B V Z = true) : Z.Within S n Q B V := by
  simp only [checkAttention, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18⟩ := h
  exact ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18⟩

/-- Whether the claims about a layer on a stream of at most `B` are right. -/
noncomputable def checkLayer (S : Sizes) (f : Frame) (B : Int) (L : Layer (List Checked))
    (Z : LayerSizes) : Bool :=
  checkNorm S.wide f.dim B L.attentionNorm Z.attentionNorm &&
  (checkLinear S.bits (Z.attentionNorm.output S.wide) L.q Z.q &&
  (checkLinear S.bits (Z.attentionNorm.output S.wide) L.k Z.k &&
  (checkLinear S.bits (Z.attentionNorm.output S.wide) L.v Z.v &&
  (decide (2 * (Z.q.output * f.angle) ≤ twoPow ropeUnit * Z.query) &&
  (decide (2 * (Z.k.output * f.angle) ≤ twoPow ropeUnit * Z.key) &&
  (decide (2 * (Z.q.output * f.angle) + twoPow ropeUnit < twoPow 63) &&
  (decide (2 * (Z.k.output * f.angle) + twoPow ropeUnit < twoPow 63) &&
  (checkAttention S f.positions Z.query Z.key Z.v.output Z.attention &&
  (checkLinear S.bits Z.attention.output L.o Z.o &&
  (decide (B + Z.o.output < twoPow 63) &&
  (checkNorm S.wide f.dim (Z.middle B) L.feedForwardNorm Z.feedForwardNorm &&
  (checkLinear S.bits (Z.feedForwardNorm.output S.wide) L.gate Z.gate &&
  (checkLinear S.bits (Z.feedForwardNorm.output S.wide) L.up Z.up &&
  (checkGate S.wide Z.gate.output Z.up.output Z.product &&
  (checkLinear S.bits Z.product.output L.down Z.down &&
  decide (Z.middle B + Z.down.output < twoPow 63))))))))))))))))

/-- Claims about a layer that pass are right. -/
theorem checkLayer_sound {S : Sizes} {f : Frame} {B : Int} {L : Layer (List Checked)} {Z : LayerSizes}
    (h : checkLayer S f B L Z = true) : (L.map columnsOf).Within rowLists S f B Z := by
  simp only [checkLayer, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨hn, hq, hk, hv, hqr, hkr, hqf, hkf, ha, ho, hm, hn', hg, hu, hp, hd, hf⟩ := h
  exact ⟨checkNorm_sound hn, checkLinear_sound hq, checkLinear_sound hk, checkLinear_sound hv, hqr, hkr,
    hqf, hkf, checkAttention_sound ha, checkLinear_sound ho, hm, checkNorm_sound hn',
    checkLinear_sound hg, checkLinear_sound hu, checkGate_sound hp, checkLinear_sound hd, hf⟩

/-- Whether a table falls from one, and is not zero at first. -/
noncomputable def checkFalls (T : PowerTable) : Bool :=
  Nat.ble (digit 32 T.digits 0) (Nat.pow 2 powUnit) && (Nat.blt 0 (digit 32 T.digits 0) &&
  allBelow (Nat.pow 2 tableBits) fun h => Nat.ble (digit 32 T.digits (Nat.succ h))
    (digit 32 T.digits h))

/-- A table that passes falls. -/
theorem checkFalls_sound {T : PowerTable} (h : checkFalls T = true) : T.Falls ∧ 0 < T.entry 0 := by
  simp only [checkFalls, Bool.and_eq_true_iff] at h
  obtain ⟨hone, hpos, hall⟩ := h
  refine ⟨⟨Int.ofNat_le.mpr (Nat.le_of_ble_eq_true hone), fun i hi =>
    Int.ofNat_le.mpr (Nat.le_of_ble_eq_true (of_allBelow hall hi))⟩, ?_⟩
  exact Int.ofNat_lt.mpr (Nat.le_of_ble_eq_true hpos)

/-- Whether what layers share is as the theorems need it. -/
noncomputable def checkSizes (S : Sizes) : Bool :=
  Nat.ble 2 S.bits && (Nat.ble S.bits alignedBits && checkFalls S.powers)

/-- What passes is. -/
theorem checkSizes_sound {S : Sizes} (h : checkSizes S = true) : S.Sound := by
  simp only [checkSizes, Bool.and_eq_true_iff] at h
  obtain ⟨h2, hmost, hfalls⟩ := h
  have ⟨hT, hfirst⟩ := checkFalls_sound hfalls
  exact ⟨Nat.le_of_ble_eq_true h2, Nat.le_of_ble_eq_true hmost, hT, hfirst⟩

/-- **No run leaves a register**, if the claims about its layers, its last norm and its head are right. -/
theorem neverOverflows_of {P : Program (List Checked)} {f : Frame} {B : Int} {Z : ProgramSizes}
    (hsizes : checkSizes P.sizes = true) (hB : decide (B < twoPow 63) = true)
    (hlayers : LayersWithin rowLists P.sizes f B P.held.layers Z.layers)
    (hnorm : checkNorm P.sizes.wide f.dim (streamAfter B Z.layers) P.finalNorm Z.finalNorm = true)
    (hhead : checkLinear P.sizes.bits (Z.finalNorm.output P.sizes.wide) P.head Z.head = true) :
    P.held.NeverOverflows rowLists f.dim f.positions B f.angle :=
  Program.neverOverflows (Z := Z) ⟨checkSizes_sound hsizes, of_decide_eq_true hB, hlayers,
    checkNorm_sound hnorm, checkLinear_sound hhead⟩

end QuantCert.Integer
