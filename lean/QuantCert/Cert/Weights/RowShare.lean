prelude
import QuantCert.Cert.Weights.NormSums
import QuantCert.Cert.Weights.Vacuity
import QuantCert.Spec.Layer.Role
import QuantCert.Thm.Digits.Multiple

/-!
# Errors of a row as a share of the row, all rows of a chunk at once

The sums of the absolute weights of all rows are computed as those of the errors are. Padding is
masked out, and so are all but some low bits of a weight, so that no sum overflows: the sums can
only be too small.

## Main definitions
* `checkRowShares s bits planes c`: in every row of the chunk the errors are within the share `s` of
  the weights in `planes` columns of every block, or in all

## Main theorems
* `checkRowShares_sound`, `rowShare_of_chunks`: a chunk's rows, and those of a matrix
-/

namespace QuantCert

open Chunks Digits

variable {K : Codec}

namespace WeightChunk

/-- All ones in the low `bits` bits of every digit. -/
def bitsMask (c : WeightChunk K) (bits : Nat) : Nat :=
  Nat.mul c.ones (Nat.sub (Nat.pow 2 bits) 1)

/-- All ones in the low `bits` bits of the digits of column `u`, but not of the padding. -/
noncomputable def columnMask (c : WeightChunk K) (bits u : Nat) : Nat :=
  cond (Nat.beq c.cols (Nat.mul c.rowBlocks c.blockCols)) (c.bitsMask bits)
    (cond (Nat.beq (c.blocksWith c.cols u) c.rowBlocks) (c.bitsMask bits)
      (Nat.mul c.rowOnes
        (Nat.mul (repunit c.width (c.blocksWith c.cols u)) (Nat.sub (Nat.pow 2 bits) 1))))

/-- The absolute weights of column `u`, as far as they are no padding and have `bits` bits. -/
noncomputable def keptWeights (c : WeightChunk K) (bits u : Nat) : Nat :=
  Nat.land (c.weightDigits u) (c.columnMask bits u)

/-- The sum of `acc` and the kept weights of `planes` columns from `u` on, of which `vectors` are the
weights; fewer if there are fewer. -/
noncomputable def addKept (c : WeightChunk K) (bits : Nat) (vectors : List Nat) :
    (u planes acc : Nat) → Nat :=
  List.rec (fun _ _ acc => acc)
    (fun w _ later u planes acc => Nat.rec acc
      (fun planes _ => withValue (Nat.succ u) fun next =>
        later next planes (Nat.add acc (Nat.land (c.absoluteDigits w) (c.columnMask bits u))))
      planes) vectors

/-- The sums of the rows over the first `planes` columns of every block. -/
noncomputable def keptSums (c : WeightChunk K) (bits planes : Nat) : Nat :=
  c.rowSums (c.addKept bits c.weights 0 planes 0)

/-- The sums and their multiples fit their digits. -/
def checkShareShape (c : WeightChunk K) (s : Share) (bits planes : Nat) : Bool :=
  Nat.ble planes c.blockCols && (Nat.ble bits c.width &&
  (Nat.blt (planes * 2 ^ bits) (2 ^ c.width) &&
  (Nat.blt (s.num * (c.rowBlocks * (planes * 2 ^ bits)) + s.den * s.floor)
    (2 ^ (c.width * c.rowBlocks - 1)) &&
  Nat.ble (s.den * c.rowBoundMax) (2 ^ (c.width * c.rowBlocks - 1)))))

end WeightChunk

/-- In every row `den` times the bound of the errors is at most `num` times a part of the absolute
weights, plus `den * floor`. -/
noncomputable def WeightChunk.checkPlaneShares (s : Share) (bits : Nat) (c : WeightChunk K)
    (planes : Nat) : Bool :=
  checkAtMost c.rowOnes (Nat.mul c.width c.rowBlocks)
    (Nat.add (Nat.mul s.num (c.keptSums bits planes))
      (Nat.mul c.rowOnes (Nat.mul s.den s.floor)))
    (Nat.mul s.den c.boundDigits)

/-- The errors are within the share of the weights in `planes` columns of every block, or in all. -/
noncomputable def checkRowShares (s : Share) (bits planes : Nat) (c : WeightChunk K) : Bool :=
  (Nat.ble planes c.blockCols && c.checkShareShape s bits c.blockCols) &&
  or (c.checkPlaneShares s bits planes) (c.checkPlaneShares s bits c.blockCols)

namespace WeightChunk

/-- The part of a weight that is kept. -/
def keptWeight (c : WeightChunk K) (bits j i : Nat) : Nat :=
  if i < c.cols then (c.weight j i).natAbs % 2 ^ bits else 0

variable {c : WeightChunk K}

/-- No more than the weight is kept, and nothing of the padding. -/
theorem keptWeight_le (bits j i : Nat) :
    c.keptWeight bits j i ≤ if i < c.cols then (c.weight j i).natAbs else 0 := by
  unfold keptWeight
  split
  · exact Nat.mod_le _ _
  · exact Nat.le_refl 0

/-- What is kept has so many bits. -/
theorem keptWeight_le_pow (bits j i : Nat) : c.keptWeight bits j i ≤ 2 ^ bits := by
  unfold keptWeight
  split
  · exact Nat.le_of_lt (Nat.mod_lt _ (Nat.two_pow_pos bits))
  · exact Nat.zero_le _

/-- The mask, digit by digit. -/
theorem columnMask_eq (s : ShapeFits c) {bits u : Nat} (hu : u < c.blockCols) :
    c.columnMask bits u = pack c.width c.blocks fun q =>
      if q % c.rowBlocks < c.blocksWith c.cols u then 2 ^ bits - 1 else 0 := by
  have hw : 0 < c.width := Nat.lt_of_lt_of_le (by decide) s.width_ge
  have hle : c.blocksWith c.cols u ≤ c.rowBlocks := Nat.not_lt.1 fun h => by
    have hlt := (lt_blocksWith (c := c) hu).1 h
    have hcols := s.cols_le
    omega
  have hall : c.blocksWith c.cols u = c.rowBlocks → c.bitsMask bits =
      pack c.width c.blocks fun q =>
        if q % c.rowBlocks < c.blocksWith c.cols u then 2 ^ bits - 1 else 0 := fun heq => by
    show c.ones * (2 ^ bits - 1) = _
    rw [heq, ones_eq hw]
    refine (pack_one_mul _ _ _).trans (pack_congr fun q _ => (if_pos ?_).symm)
    exact Nat.mod_lt q s.rowBlocks_pos
  unfold columnMask
  cases hpadding : Nat.beq c.cols (Nat.mul c.rowBlocks c.blockCols) with
  | true =>
    have hcols : c.cols = c.rowBlocks * c.blockCols := Nat.eq_of_beq_eq_true _ _ hpadding
    refine hall (Nat.le_antisymm hle (Nat.not_lt.1 fun hlt => ?_))
    have hmul := Nat.mul_le_mul_right c.blockCols hlt
    rw [Nat.succ_mul] at hmul
    exact Nat.lt_irrefl (c.blocksWith c.cols u) ((lt_blocksWith (c := c) hu).2 (by omega))
  | false => ?_
  cases hfull : Nat.beq (c.blocksWith c.cols u) c.rowBlocks with
  | true => exact hall (Nat.eq_of_beq_eq_true _ _ hfull)
  | false => ?_
  show rowRepunit c.width c.rowBlocks c.rows *
    (repunit c.width (c.blocksWith c.cols u) * (2 ^ bits - 1)) = _
  rw [rowRepunit_eq hw s.rowBlocks_pos s.rows_le, repunit_eq _ hw, pack_one_mul, pack_one_mul,
    blocks, pack_mul_index]
  refine pack_congr fun j _ => ?_
  rw [pack_extend (m := c.rowBlocks) (f := fun b =>
    if (j * c.rowBlocks + b) % c.rowBlocks < c.blocksWith c.cols u then 2 ^ bits - 1 else 0) hle]
  · refine pack_congr fun b hb => (if_pos ?_).symm
    rw [(block_parts (c := c) (Nat.lt_of_lt_of_le hb hle)).2]
    exact hb
  · intro b hb hb'
    refine if_neg ?_
    rw [(block_parts (c := c) hb').2]
    exact Nat.not_lt.2 hb

variable [K.Checked]

/-- The digits of a checked chunk's masked weights. -/
theorem keptWeights_eq (h : checkChunk c = true) {bits u : Nat} (hbits : bits ≤ c.width)
    (hu : u < c.blockCols) :
    c.keptWeights bits u = pack c.width c.blocks fun q =>
      c.keptWeight bits (q / c.rowBlocks) (c.blockColumn u q) := by
  have s := (fits_of_checkChunk h).1
  have hold := weightPlanes_hold h
  have hfull : 2 ^ (c.width - 1) < 2 ^ c.width :=
    Nat.pow_lt_pow_right (by decide) (Nat.sub_lt (Nat.lt_of_lt_of_le (by decide) s.width_ge)
      (by decide))
  show c.weightDigits u &&& c.columnMask bits u = _
  rw [hold.eq u hu, columnMask_eq s hu, pack_land
    (fun q hq => Nat.lt_of_le_of_lt (hold.le u hu q hq) hfull) (fun q _ => ?_)]
  · refine pack_congr fun q hq => ?_
    have hiff : q % c.rowBlocks < c.blocksWith c.cols u ↔ c.blockColumn u q < c.cols :=
      lt_blocksWith (c := c) hu
    unfold keptWeight
    by_cases hlt : c.blockColumn u q < c.cols
    · rw [if_pos (hiff.2 hlt), if_pos hlt, Nat.and_two_pow_sub_one_eq_mod]
    · rw [if_neg (fun hq => hlt (hiff.1 hq)), if_neg hlt, Nat.and_zero]
  · show (if _ then _ else _) < _
    split
    · exact two_pow_sub_one_lt hbits
    · exact Nat.two_pow_pos _

/-- The part of a row's sum that is kept. -/
def keptSum (c : WeightChunk K) (bits planes j : Nat) : Nat :=
  sum c.rowBlocks fun b => sum planes fun u => c.keptWeight bits j (b * c.blockCols + u)

omit [K.Checked] in
/-- It is at most the row's sum. -/
theorem keptSum_le {bits planes : Nat} (hplanes : planes ≤ c.blockCols) (j : Nat) :
    c.keptSum bits planes j ≤ rowL1 c.cols (c.weight j) := by
  refine Nat.le_trans (natSum_mono fun b _ => natSum_le_natSum hplanes _) ?_
  rw [← sum_mul_index c.rowBlocks c.blockCols (c.keptWeight bits j)]
  refine Nat.le_trans (natSum_mono fun i _ => keptWeight_le bits j i) ?_
  exact natSum_truncate_le _ _ fun i => (c.weight j i).natAbs

/-- Of so many columns, or of all that there are, the kept weights are added. -/
theorem addKept_eq {K : Codec} (c : WeightChunk K) (bits : Nat) :
    ∀ (vectors : List Nat) (u planes acc : Nat), ∃ m, m ≤ planes ∧
      c.addKept bits vectors u planes acc = acc + sum m fun i =>
        Nat.land (c.absoluteDigits (listEntry vectors i)) (c.columnMask bits (u + i))
  | [], _, _, _ => ⟨0, Nat.zero_le _, rfl⟩
  | _ :: _, _, 0, _ => ⟨0, Nat.le_refl 0, rfl⟩
  | w :: rest, u, planes + 1, acc => by
    obtain ⟨m, hm, heq⟩ := addKept_eq c bits rest (Nat.succ u) planes
      (acc + Nat.land (c.absoluteDigits w) (c.columnMask bits u))
    refine ⟨m + 1, Nat.succ_le_succ hm, ?_⟩
    have hstep : c.addKept bits (w :: rest) u (planes + 1) acc = withValue (Nat.succ u) fun next =>
      c.addKept bits rest next planes
        (acc + Nat.land (c.absoluteDigits w) (c.columnMask bits u)) := rfl
    rw [hstep, withValue_eq, heq, Nat.add_comm m 1, sum_add_index, sum_succ, sum_zero,
      Nat.zero_add, ← Nat.add_assoc]
    refine congrArg (_ + ·) (sum_congr fun i _ => ?_)
    rw [Nat.add_comm 1 i, ← Nat.add_assoc u, Nat.add_right_comm u]
    rfl

/-- The sums of the rows of a checked chunk, as far as they are kept. -/
theorem keptSums_eq (h : checkChunk c = true) {bits planes : Nat} (hplanes : planes ≤ c.blockCols)
    (hbits : bits ≤ c.width) (hfit : planes * 2 ^ bits < 2 ^ c.width) :
    ∃ m, m ≤ planes ∧
      c.keptSums bits planes = pack (c.width * c.rowBlocks) c.rows (c.keptSum bits m) := by
  obtain ⟨s, r⟩ := fits_of_checkChunk h
  have hw : 0 < c.width := Nat.lt_of_lt_of_le (by decide) s.width_ge
  obtain ⟨m, hm, heq⟩ := addKept_eq c bits c.weights 0 planes 0
  have hplane : c.addKept bits c.weights 0 planes 0 = pack c.width (c.rows * c.rowBlocks) fun q =>
      sum m fun u => c.keptWeight bits (q / c.rowBlocks) (c.blockColumn u q) := by
    rw [heq, Nat.zero_add, ← sum_pack]
    refine sum_congr fun u hu => ?_
    rw [Nat.zero_add]
    exact keptWeights_eq h hbits (Nat.lt_of_lt_of_le hu (Nat.le_trans hm hplanes))
  have hfew := Nat.lt_of_le_of_lt (Nat.mul_le_mul_right (2 ^ bits) hm) hfit
  refine ⟨m, hm, ?_⟩
  rw [keptSums, rowSums, hplane, rowOnes_eq r, ones_eq hw, blocks, wideRowSums_eq hw s.rowBlocks_pos
    (fun q _ => Nat.lt_of_le_of_lt
      (natSum_le_mul fun u _ => keptWeight_le_pow bits _ _) hfew) r.sums.half]
  refine pack_congr fun j _ => sum_congr fun b hb => sum_congr fun u _ => ?_
  unfold blockColumn
  rw [(block_parts (c := c) (j := j) hb).1, (block_parts (c := c) (j := j) hb).2]

/-- The claimed bounds of the rows, each in the digit of its row. -/
theorem boundDigits_eq (h : checkChunk c = true) :
    c.boundDigits = pack (c.width * c.rowBlocks) c.rows c.rowBound := by
  have r := (fits_of_checkChunk h).2
  have hrows := (passed_of_checkChunk h).2
  simp only [checkRows, Bool.and_eq_true_iff] at hrows
  exact boundDigits_of_lt r (checkBelow_sound (Nat.sub_le _ 1) (boundOnes_eq r) hrows.1).1

end WeightChunk

/-- Columns that are within the share. -/
theorem WeightChunk.checkPlaneShares_sound [K.Checked] {c : WeightChunk K} {s : Share}
    {bits planes all : Nat} (hc : checkChunk c = true) (hshape : c.checkShareShape s bits all = true)
    (hle : planes ≤ all) (hat : c.checkPlaneShares s bits planes = true) :
    RowShareAtMost s c.rows c.cols c.weight c.decoded := by
  obtain ⟨f, r⟩ := fits_of_checkChunk hc
  have hw : 0 < c.width := Nat.lt_of_lt_of_le (by decide) f.width_ge
  simp only [checkShareShape, Bool.and_eq_true_iff] at hshape
  obtain ⟨hall, hbits, hfit, hshare, hden⟩ := hshape
  have hplanes := Nat.le_trans hle (Nat.le_of_ble_eq_true hall)
  have hkept : planes * 2 ^ bits ≤ all * 2 ^ bits := Nat.mul_le_mul_right _ hle
  obtain ⟨m, hm, hsums⟩ := keptSums_eq hc hplanes (Nat.le_of_ble_eq_true hbits)
    (Nat.lt_of_le_of_lt hkept (Nat.le_of_ble_eq_true hfit))
  have hfew : m * 2 ^ bits ≤ all * 2 ^ bits := Nat.mul_le_mul_right _ (Nat.le_trans hm hle)
  have hshare' : s.num * (c.rowBlocks * (all * 2 ^ bits)) + s.den * s.floor + 1 ≤
    2 ^ (c.width * c.rowBlocks - 1) := Nat.le_of_ble_eq_true hshare
  have hones := rowOnes_eq r
  have hright : Nat.mul s.den c.boundDigits = pack (c.width * c.rowBlocks) c.rows fun j =>
      s.den * c.rowBound j := by rw [boundDigits_eq hc]; exact mul_pack _ _ _ _
  have hleft : Nat.add (Nat.mul s.num (c.keptSums bits planes))
      (Nat.mul c.rowOnes (Nat.mul s.den s.floor)) =
      pack (c.width * c.rowBlocks) c.rows fun j =>
        s.num * c.keptSum bits m j + s.den * s.floor := by
    show s.num * c.keptSums bits planes + c.rowOnes * _ = _
    rw [hsums, hones, pack_one_mul, mul_pack, pack_add]
    rfl
  unfold checkPlaneShares at hat
  rw [hleft, hright] at hat
  intro j hj
  have hbound := checkAtMost_sound (Nat.mul_pos hw f.rowBlocks_pos) hones (fun j _ => ?_)
    (fun j hj => Nat.le_trans (Nat.mul_le_mul_left _ (checkChunk_sound hc j hj).2.2)
      (Nat.le_of_ble_eq_true hden)) hat j hj
  · refine Nat.le_trans (Nat.mul_le_mul_left _ (checkChunk_sound hc j hj).2.1)
      (Nat.le_trans hbound ?_)
    exact Nat.add_le_add_right (Nat.mul_le_mul_left _
      (keptSum_le (Nat.le_trans hm hplanes) j)) _
  · refine Nat.lt_of_lt_of_le (Nat.lt_succ_of_le (Nat.add_le_add_right (Nat.mul_le_mul_left _
      (Nat.le_trans (natSum_le_mul fun b _ => natSum_le_mul fun u _ => keptWeight_le_pow bits j _)
        (Nat.mul_le_mul_left _ hfew))) _)) hshare'

open WeightChunk in
/-- If the check succeeds then in every row of the checked chunk the errors are within the share. -/
theorem checkRowShares_sound [K.Checked] {c : WeightChunk K} {s : Share} {bits planes : Nat}
    (hc : checkChunk c = true) (h : checkRowShares s bits planes c = true) :
    RowShareAtMost s c.rows c.cols c.weight c.decoded := by
  obtain ⟨hboth, hany⟩ := Bool.and_eq_true_iff.1 h
  obtain ⟨hplanes, hshape⟩ := Bool.and_eq_true_iff.1 hboth
  cases Bool.or_eq_true_iff.1 hany with
  | inl hsome => exact checkPlaneShares_sound hc hshape (Nat.le_of_ble_eq_true hplanes) hsome
  | inr hall => exact checkPlaneShares_sound hc hshape (Nat.le_refl c.blockCols) hall

/-- Every chunk passes the check of its rows' shares. -/
def SharesChecked [K.Checked] (s : Share) (bits planes : Nat) : List (WeightChunk K) → Prop
  | [] => True
  | c :: rest => checkRowShares s bits planes c = true ∧ SharesChecked s bits planes rest

/-- The rows of checked chunks of the same width are within the share. -/
theorem rowShare_of_claims [K.Checked] {s : Share} {bits planes cols maxError maximum : Nat} :
    ∀ {chunks : List (WeightChunk K)}, ClaimsFit cols maxError maximum chunks →
      ChunksChecked chunks → SharesChecked s bits planes chunks →
      RowShareAtMost s (totalRows chunks) cols (originalMatrix chunks) (decodedMatrix chunks)
  | [], _, _, _, j, hj => absurd hj (Nat.not_lt_zero j)
  | c :: rest, hclaims, checked, shares, j, hj => by
    have hclaim := hclaims.1
    simp only [checkClaims, Bool.and_eq_true_iff] at hclaim
    by_cases h : j < c.rows
    · have hfirst := checkRowShares_sound checked.1 shares.1 j h
      rw [Nat.eq_of_beq_eq_true _ _ hclaim.1] at hfirst
      have hrow : originalMatrix (c :: rest) j = c.weight j := funext fun _ => if_pos h
      rw [rowDiff_cons_lt rest h, hrow]
      exact hfirst
    · have hrow : originalMatrix (c :: rest) j = originalMatrix rest (j - c.rows) :=
        funext fun _ => if_neg h
      have hj' : j < c.rows + totalRows rest := hj
      rw [rowDiff_cons_ge rest h, hrow]
      exact rowShare_of_claims hclaims.2 checked.2 shares.2 (j - c.rows) (by omega)

/-- If the chunks are checked and make up the matrix, and their rows' shares are checked, then in every
row of the matrix the errors are within the share. -/
theorem rowShare_of_chunks [K.Checked] {s : Share} {bits planes rows cols maxError maximum : Nat}
    {chunks : List (WeightChunk K)} (h : checkMatrix rows cols maxError maximum chunks = true)
    (checked : ChunksChecked chunks) (shares : SharesChecked s bits planes chunks) :
    RowShareAtMost s rows cols (originalMatrix chunks) (decodedMatrix chunks) := by
  obtain ⟨hrows, hclaims⟩ := checkChunks_sound h
  rw [Nat.zero_add] at hrows
  rw [← hrows]
  exact rowShare_of_claims hclaims checked shares

end QuantCert
