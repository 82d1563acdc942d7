prelude
import QuantCert.Cert.Integer.Norms
import QuantCert.Cert.Integer.Tables
import QuantCert.Thm.Integer.Decoder
import QuantCert.Thm.Integer.FitRun
import QuantCert.Thm.Integer.Registers

/-!
# Whether no run of a program leaves a register

Claims about a program's numbers are checked one by one: norms of rows from the columns, everything
else by arithmetic.

## Main definitions
* `Integer.checkNumbers`, `Integer.checkLinearSizes`, `Integer.checkNormSizes`, `Integer.checkGateSizes`, `Integer.checkAttentionSizes`,
  `Integer.checkLayerSizes`, `Integer.checkSizes`: whether claims are right

## Main theorems
* `Integer.checkLayerSizes_sound`, `Integer.neverOverflows_of`: then no run leaves a register
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

/-- Whether the claims about a linear layer whose inputs are at most `B` are right, but for its rows. -/
def checkNumbers (bits : Nat) (B : Int) (exponent : Nat) (bias : List Int) (Z : LinearSizes) : Bool :=
  checkAllLe Z.bias bias && (decide (0 ≤ Z.norm) && (decide (0 ≤ Z.bias) && (decide (0 ≤ B) &&
  (decide (B ≤ (twoPow (bits - 1) - 1) * twoPow Z.shift) && (decide (B + twoPow Z.shift < twoPow 63) &&
  (decide (Z.norm * twoPow (alignedBits - 1) + twoPow exponent < twoPow 63) &&
  (decide (Z.norm * (B + twoPow Z.shift) ≤ (Z.output - Z.bias) * twoPow exponent) &&
  decide (Z.output < twoPow 63))))))))

/-- Claims that pass are right, if those about the rows are. -/
theorem checkNumbers_sound {bits : Nat} {B : Int} {L : Linear (List Columns)} {Z : LinearSizes}
    (hrows : RowsWithin Z.norm L.matrix) (h : checkNumbers bits B L.exponent L.bias Z = true) :
    L.Within rowLists bits B Z := by
  simp only [checkNumbers, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨hbias, hnorm, hbias', hB, hshift, hround, hsums, hout, hfits⟩ := h
  exact ⟨hrows, checkAllLe_sound hbias, hnorm, hbias', hB, hshift, hround, hsums, hout, hfits⟩

/-- Whether the claims about a linear layer whose inputs are at most `B` are right. -/
noncomputable def checkLinearSizes (bits : Nat) (B : Int) (L : Linear (List Checked)) (Z : LinearSizes) :
    Bool :=
  (L.matrix.all fun C => checkNorms C.data Z.norm.toNat) && checkNumbers bits B L.exponent L.bias Z

/-- Claims about a linear layer that pass are right. -/
theorem checkLinearSizes_sound {bits : Nat} {B : Int} {L : Linear (List Checked)} {Z : LinearSizes}
    (h : checkLinearSizes bits B L Z = true) : (L.map columnsOf).Within rowLists bits B Z := by
  have ⟨hrows, hnumbers⟩ := Bool.and_eq_true_iff.mp h
  refine checkNumbers_sound (rowsWithin_all ?_) hnumbers
  simp only [checkNumbers, Bool.and_eq_true_iff, decide_eq_true_iff] at hnumbers
  exact ⟨hnumbers.2.1, fun C hC => List.all_eq_true.mp hrows C hC⟩

/-- Whether the claims about a norm are right. -/
def checkNormSizes (F n : Nat) (B : Int) (N : NormFactors) (Z : NormSizes) : Bool :=
  checkAllLe Z.factor N.factors && (decide (0 ≤ Z.factor) && (decide (0 ≤ N.epsilon) &&
  (decide (N.epsilon + twoPow (mostShift - 1) < twoPow 63) && (decide (0 ≤ B) &&
  (decide (B ≤ (twoPow normBits - 1) * twoPow Z.shift) && (decide (B + twoPow Z.shift < twoPow 63) &&
  (decide (1 ≤ Z.root) &&
  (decide ((n : Int) * (twoPow normBits * twoPow normBits) + N.epsilon <
    (Z.root + 1) * (Z.root + 1)) &&
  (decide ((Z.root + 1) * (Z.root + 1) < twoPow 63) &&
  decide (2 * (twoPow normBits * (Z.factor * twoPow (F - factorUnit))) + 2 * Z.root <
    twoPow 63))))))))))

/-- Claims about a norm that pass are right. -/
theorem checkNormSizes_sound {F n : Nat} {B : Int} {N : NormFactors} {Z : NormSizes}
    (h : checkNormSizes F n B N Z = true) : N.Within F n B Z := by
  simp only [checkNormSizes, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨hfactor, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10⟩ := h
  exact ⟨checkAllLe_sound hfactor, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10⟩

/-- Whether the claims about a gated product are right. -/
def checkGateSizes (F : Nat) (A B : Int) (Z : GateSizes) : Bool :=
  decide (0 ≤ A) && (decide (0 ≤ B) && (decide (A ≤ (twoPow factorBits - 1) * twoPow Z.gateShift) &&
  (decide (B ≤ (twoPow factorBits - 1) * twoPow Z.upShift) &&
  (decide (A + twoPow Z.gateShift < twoPow 63) && (decide (B + twoPow Z.upShift < twoPow 63) &&
  (decide (A * log2e + twoPow F < twoPow 63) &&
  (decide (A * twoPow powUnit + twoPow powUnit < twoPow 63) &&
  (decide (twoPow factorBits * twoPow factorBits + twoPow F < twoPow 63) &&
  (decide ((A + twoPow Z.gateShift) * (B + twoPow Z.upShift) ≤ Z.output * twoPow F) &&
  decide (Z.output < twoPow 63))))))))))

/-- Claims about a gated product that pass are right. -/
theorem checkGateSizes_sound {F : Nat} {A B : Int} {Z : GateSizes} (h : checkGateSizes F A B Z = true) :
    Z.Within F A B := by
  simp only [checkGateSizes, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11⟩ := h
  exact ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11⟩

/-- Whether the claims about attention are right. -/
def checkAttentionSizes (S : Sizes) (n : Nat) (Q B V : Int) (Z : AttentionSizes) : Bool :=
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
theorem checkAttentionSizes_sound {S : Sizes} {n : Nat} {Q B V : Int} {Z : AttentionSizes}
    (h : checkAttentionSizes S n Q B V Z = true) : Z.Within S n Q B V := by
  simp only [checkAttentionSizes, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18⟩ := h
  exact ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18⟩

/-- Whether the claims about a layer on a stream of at most `B` are right. -/
noncomputable def checkLayerSizes (S : Sizes) (f : Frame) (B : Int) (L : Layer (List Checked))
    (Z : LayerSizes) : Bool :=
  checkNormSizes S.wide f.dim B L.attentionNorm Z.attentionNorm &&
  (checkLinearSizes S.bits (Z.attentionNorm.output S.wide) L.q Z.q &&
  (checkLinearSizes S.bits (Z.attentionNorm.output S.wide) L.k Z.k &&
  (checkLinearSizes S.bits (Z.attentionNorm.output S.wide) L.v Z.v &&
  (decide (2 * (Z.q.output * f.angle) ≤ twoPow ropeUnit * Z.query) &&
  (decide (2 * (Z.k.output * f.angle) ≤ twoPow ropeUnit * Z.key) &&
  (decide (2 * (Z.q.output * f.angle) + twoPow ropeUnit < twoPow 63) &&
  (decide (2 * (Z.k.output * f.angle) + twoPow ropeUnit < twoPow 63) &&
  (checkAttentionSizes S f.positions Z.query Z.key Z.v.output Z.attention &&
  (checkLinearSizes S.bits Z.attention.output L.o Z.o &&
  (decide (B + Z.o.output < twoPow 63) &&
  (checkNormSizes S.wide f.dim (Z.middle B) L.feedForwardNorm Z.feedForwardNorm &&
  (checkLinearSizes S.bits (Z.feedForwardNorm.output S.wide) L.gate Z.gate &&
  (checkLinearSizes S.bits (Z.feedForwardNorm.output S.wide) L.up Z.up &&
  (checkGateSizes S.wide Z.gate.output Z.up.output Z.product &&
  (checkLinearSizes S.bits Z.product.output L.down Z.down &&
  decide (Z.middle B + Z.down.output < twoPow 63))))))))))))))))

/-- Claims about a layer that pass are right. -/
theorem checkLayerSizes_sound {S : Sizes} {f : Frame} {B : Int} {L : Layer (List Checked)} {Z : LayerSizes}
    (h : checkLayerSizes S f B L Z = true) : (L.map columnsOf).Within rowLists S f B Z := by
  simp only [checkLayerSizes, Bool.and_eq_true_iff, decide_eq_true_iff] at h
  obtain ⟨hn, hq, hk, hv, hqr, hkr, hqf, hkf, ha, ho, hm, hn', hg, hu, hp, hd, hf⟩ := h
  exact ⟨checkNormSizes_sound hn, checkLinearSizes_sound hq, checkLinearSizes_sound hk, checkLinearSizes_sound hv, hqr, hkr,
    hqf, hkf, checkAttentionSizes_sound ha, checkLinearSizes_sound ho, hm, checkNormSizes_sound hn',
    checkLinearSizes_sound hg, checkLinearSizes_sound hu, checkGateSizes_sound hp, checkLinearSizes_sound hd, hf⟩

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

/-- **No run leaves a register**, if the claims about its embedding and its angles, its layers, its last
norm and its head are right. -/
theorem neverOverflows_of {P : Program (List Columns)} {f : Frame} {B : Int} {Z : ProgramSizes}
    (hsizes : checkSizes P.sizes = true)
    (hembedding : ∀ token, (P.embedding token).length ≤ f.dim ∧ AllLe B (P.embedding token))
    (hangles : ∀ t c, c ∈ (P.angles t).cos ∨ c ∈ (P.angles t).sin → AbsLe f.angle c)
    (hB : decide (B < twoPow 63) = true)
    (hlayers : LayersWithin rowLists P.sizes f B P.layers Z.layers)
    (hnorm : checkNormSizes P.sizes.wide f.dim (streamAfter B Z.layers) P.finalNorm Z.finalNorm = true)
    (hrows : RowsWithin Z.head.norm P.head.matrix)
    (hhead : checkNumbers P.sizes.bits (Z.finalNorm.output P.sizes.wide) P.head.exponent P.head.bias
      Z.head = true) : P.NeverOverflows rowLists f.positions :=
  Program.neverOverflows (Z := Z) ⟨checkSizes_sound hsizes, of_decide_eq_true hB, hlayers,
    checkNormSizes_sound hnorm, checkNumbers_sound hrows hhead⟩ hembedding hangles

end QuantCert.Integer
