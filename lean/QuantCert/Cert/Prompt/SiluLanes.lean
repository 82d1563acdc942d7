prelude
import QuantCert.Cert.Prompt.SiluDigits
import QuantCert.Thm.Digits.Multiple

/-!
# What claims for SiLU of all entries leave over

## Main definitions
* `siluLanes`, `slackLanes`: what is left of the claims, and what they may leave over.

## Main theorems
* `siluLanes_are`
-/

universe u

namespace QuantCert

open Digits

/-- Bits of a digit in which claims for SiLU are compared. -/
def siluWidth (E : ExpTable) (A B : Box) : Nat :=
  finer E.digitWidth (Nat.add (Nat.add E.scale 12) (finer A.bits B.bits))

/-- Ten times what is left of the claims of `B`, plus eleven times the radii of `A`; `N` and `D` are
numerators and denominators. -/
noncomputable def siluLanes (E : ExpTable) (w n : Nat) (A B : Box) (t N D : Nat) : Lanes where
  pos := Nat.mul 10 (Nat.add (productDigits A.width E.digitWidth w n (listEntry A.mids t) N)
    (Nat.mul (spreadSlice w E.digitWidth 0 n D) B.offset))
  neg := Nat.mul 10 (Nat.add (Nat.mul (spreadSlice w E.digitWidth 0 n N) A.offset)
    (productDigits B.width E.digitWidth w n (listEntry B.mids t) D))
  rad := Nat.add (Nat.mul 10 (Nat.mul (Nat.add (spreadSlice w A.width 0 n (Lanes.boxSizes n A t))
      (spreadSlice w B.width 0 n (Lanes.boxSizes n B t))) (Nat.succ E.error)))
    (Nat.mul 11 (Nat.mul (spreadSlice w A.radiusWidth 0 n (listEntry A.radii t))
      (Nat.pow 2 E.scale)))
  max := Nat.add (Nat.mul 20 (Nat.mul (Nat.add (Nat.pow 2 E.scale) (Nat.succ E.error))
    (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 B.width))))
    (Nat.mul 11 (Nat.mul (Nat.pow 2 A.radiusWidth) (Nat.pow 2 E.scale)))

/-- Ten times the radii of `B`. -/
noncomputable def slackLanes (E : ExpTable) (w n : Nat) (B : Box) (t : Nat) : Lanes :=
  ⟨0, 0, Nat.mul 10 (Nat.mul (spreadSlice w B.radiusWidth 0 n (listEntry B.radii t))
    (Nat.pow 2 E.scale)), Nat.mul 10 (Nat.mul (Nat.pow 2 B.radiusWidth) (Nat.pow 2 E.scale))⟩

/-- The digits of `siluLanes`, for numerators `N` and denominators `D`. -/
theorem siluLanes_are {E : ExpTable} {w n t : Nat} {A B : Box} {N D : Nat → Nat}
    (hfits : Lanes.productFits w n A B = true)
    (hle : E.digitWidth ≤ w) (hN : ∀ i, i < n → N i ≤ 2 ^ E.scale)
    (hD : ∀ i, i < n → D i ≤ 2 ^ E.scale + 2 ^ E.scale) (hs : 0 < E.scale) :
    (siluLanes E w n A B t (pack E.digitWidth n N) (pack E.digitWidth n D)).Are w n fun i =>
      ⟨10 * ((A.cell t i).pos * N i + D i * B.offset), 10 * (N i * A.offset + (B.cell t i).pos * D i),
        10 * (((A.cell t i).size + (B.cell t i).size) * (E.error + 1)) +
          11 * ((A.cell t i).rad * 2 ^ E.scale)⟩ := by
  have hpow : 2 ^ E.scale + 2 ^ E.scale < 2 ^ E.digitWidth := by
    rw [← Nat.mul_two, ← Nat.pow_succ]
    refine Nat.pow_lt_pow_right (by decide) ?_
    show E.scale + 1 < E.scale + E.scale + 1
    omega
  have one := Nat.two_pow_pos E.scale
  have num_lt : ∀ i, i < n → N i < 2 ^ E.digitWidth := fun i hi => by
    have := hN i hi
    omega
  have den_lt : ∀ i, i < n → D i < 2 ^ E.digitWidth := fun i hi => by
    have := hD i hi
    omega
  simp only [Lanes.productFits, Lanes.fits, Bool.and_eq_true_iff] at hfits
  obtain ⟨hwA, hwB, ⟨hA, hrA, hn⟩, hB, _, _⟩ := hfits
  have hwA' : 0 < A.width := Nat.le_of_ble_eq_true hwA
  have hwB' : 0 < B.width := Nat.le_of_ble_eq_true hwB
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have posA : ∀ i, digit A.width (listEntry A.mids t) i = (A.cell t i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  have posB : ∀ i, digit B.width (listEntry B.mids t) i = (B.cell t i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  refine ⟨?_, ?_, ?_, fun i hi => ?_⟩
  · show 10 * (productDigits _ _ _ _ _ _ + spreadSlice _ _ _ _ _ * B.offset) = _
    rw [productDigits_eq, spreadSlice_pack hle hn' den_lt, pack_mul, pack_add, mul_pack]
    refine pack_congr fun i hi => ?_
    rw [posA, digit_pack num_lt hi]
  · show 10 * (spreadSlice _ _ _ _ _ * A.offset + productDigits _ _ _ _ _ _) = _
    rw [productDigits_eq, spreadSlice_pack hle hn' num_lt, pack_mul, pack_add, mul_pack]
    refine pack_congr fun i hi => ?_
    rw [posB, digit_pack den_lt hi]
  · show 10 * ((spreadSlice _ _ _ _ _ + spreadSlice _ _ _ _ _) * (E.error + 1)) +
      11 * (spreadSlice _ _ _ _ _ * 2 ^ E.scale) = _
    rw [Lanes.boxSizes_eq hwA', Lanes.boxSizes_eq hwB', spreadSlice_pack (Nat.le_of_ble_eq_true hA)
      hn' (fun i _ => Lanes.size_lt A t i hwA'), spreadSlice_pack (Nat.le_of_ble_eq_true hB) hn'
      (fun i _ => Lanes.size_lt B t i hwB'), spreadSlice_eq (Nat.le_of_ble_eq_true hrA) hn', pack_add,
      pack_mul, pack_mul, mul_pack, mul_pack, pack_add]
    refine pack_congr fun i _ => ?_
    rw [Nat.zero_add]
    exact congrArg (fun r => _ + 11 * (r * _)) (readDigit_eq _ _ _).symm
  · have hp : (A.cell t i).pos < 2 ^ A.width := posA i ▸ digit_lt _ _ _
    have hq : (B.cell t i).pos < 2 ^ B.width := posB i ▸ digit_lt _ _ _
    have hr := Lanes.rad_lt A t i
    have hu := Lanes.size_lt A t i hwA'
    have hv := Lanes.size_lt B t i hwB'
    have hoA : A.offset ≤ 2 ^ A.width := Nat.le_of_lt (Lanes.neg_lt A t i hwA')
    have hoB : B.offset ≤ 2 ^ B.width := Nat.le_of_lt (Lanes.neg_lt B t i hwB')
    have hDi := hD i hi
    have hNi := hN i hi
    have hmax : (siluLanes E w n A B t (pack E.digitWidth n N) (pack E.digitWidth n D)).max =
      20 * ((2 ^ E.scale + (E.error + 1)) * (2 ^ A.width + 2 ^ B.width)) +
        11 * (2 ^ A.radiusWidth * 2 ^ E.scale) := rfl
    rw [hmax]
    have h1 := Nat.mul_le_mul (Nat.le_of_lt hp) hNi
    have h2 := Nat.mul_le_mul hDi hoB
    have h3 := Nat.mul_le_mul hNi hoA
    have h4 := Nat.mul_le_mul (Nat.le_of_lt hq) hDi
    have h5 := Nat.mul_le_mul_right (E.error + 1) (Nat.add_le_add (Nat.le_of_lt hu) (Nat.le_of_lt hv))
    have h6 := Nat.mul_le_mul_right (2 ^ E.scale) (Nat.le_of_lt hr)
    have hexp : (2 ^ E.scale + (E.error + 1)) * (2 ^ A.width + 2 ^ B.width) =
        2 ^ E.scale * 2 ^ A.width + 2 ^ E.scale * 2 ^ B.width +
          (2 ^ A.width + 2 ^ B.width) * (E.error + 1) := by
      rw [Nat.add_mul, Nat.mul_add, Nat.mul_comm (E.error + 1)]
    rw [Nat.mul_comm (2 ^ A.width)] at h1
    rw [Nat.add_mul] at h2
    rw [Nat.mul_add, Nat.mul_comm (2 ^ B.width)] at h4
    rw [hexp]
    refine ⟨?_, ?_, ?_⟩
    · show 10 * (_ + _) ≤ _
      omega
    · show 10 * (_ + _) ≤ _
      omega
    · show 10 * _ + 11 * _ ≤ _
      omega

end QuantCert
