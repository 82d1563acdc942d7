prelude
import QuantCert.Core

/-! # Rounding to codes with saturation

All values are integers in one unit `2^-p`: a weight `w`, a scale `s > 0`, codes `0 .. levels - 1`
and a zero-point `z`. A code `q` stands for `s * (q - z)`.

## Main definitions
- `roundHalfEven`: quotient rounded to nearest, ties to even (NumPy's `rint`)
- `quantize`: round, shift by the zero-point, saturate
- `dequantize`: the value of a code
- `hullMin`, `hullMax`: the smallest and the largest value of a code
- `InHull`, `InWidenedHull`, `hullDistance`: a weight against the range of the codes
-/

namespace QuantCert

/-- `|e| ≤ t` for integers. -/
def AbsLe (t e : Int) : Prop := -t ≤ e ∧ e ≤ t

/-- The quotient `w / s` rounded to the nearest integer, ties to even, for `s > 0`. -/
def roundHalfEven (w s : Int) : Int :=
  if 2 * (w % s) < s then w / s
  else if s < 2 * (w % s) then w / s + 1
  else if w / s % 2 = 0 then w / s else w / s + 1

/-- `r` is a nearest integer to `w / s`: `|w - s * r| ≤ s / 2`. -/
def IsNearest (w s r : Int) : Prop := AbsLe s (2 * (w - s * r))

/-- Saturation of a code to `0 .. levels - 1`. -/
def saturate (levels q : Int) : Int :=
  if q < 0 then 0 else if levels - 1 < q then levels - 1 else q

/-- The code of a weight: round `w / s` half to even, add the zero-point, saturate. -/
def quantize (s z levels w : Int) : Int := saturate levels (roundHalfEven w s + z)

/-- The value of a code: `s * (q - z)`. -/
def dequantize (s z q : Int) : Int := s * (q - z)

/-- The smallest value of a code. -/
def hullMin (s z : Int) : Int := dequantize s z 0

/-- The largest value of a code. -/
def hullMax (s z levels : Int) : Int := dequantize s z (levels - 1)

/-- The weight lies between the smallest and the largest value of a code. -/
def InHull (s z levels w : Int) : Prop := hullMin s z ≤ w ∧ w ≤ hullMax s z levels

/-- The weight lies in the hull widened by half a step on both sides. -/
def InWidenedHull (s z levels w : Int) : Prop :=
  2 * hullMin s z - s ≤ 2 * w ∧ 2 * w ≤ 2 * hullMax s z levels + s

/-- The distance from the weight to the hull, 0 inside. -/
def hullDistance (s z levels w : Int) : Int :=
  if w < hullMin s z then hullMin s z - w
  else if hullMax s z levels < w then w - hullMax s z levels
  else 0

end QuantCert
