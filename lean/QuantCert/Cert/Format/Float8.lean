prelude
import QuantCert.Cert.Format.Levels

/-!
# Decoding numbers of 8 bits with a sign, 4 bits of exponent and 3 of fraction

Their table has 256 levels; the program shifts the significand by the exponent instead, one bit of the
exponent after the other.

## Main definitions
* `Float8.e4m3`: the codes, in units of the smallest number, 229376 more than the level
* `Float8.program`: how they are computed
-/

namespace QuantCert

namespace Float8

/-- The level of each word in units of `2^-9`, 229376 added; words that are no number stand for zero
("OCP 8-bit Floating Point Specification" 1.0, E4M3). -/
def e4m3 : List Nat :=
  [229376, 229377, 229378, 229379, 229380, 229381, 229382, 229383, 229384, 229385, 229386, 229387,
  229388, 229389, 229390, 229391, 229392, 229394, 229396, 229398, 229400, 229402, 229404, 229406,
  229408, 229412, 229416, 229420, 229424, 229428, 229432, 229436, 229440, 229448, 229456, 229464,
  229472, 229480, 229488, 229496, 229504, 229520, 229536, 229552, 229568, 229584, 229600, 229616,
  229632, 229664, 229696, 229728, 229760, 229792, 229824, 229856, 229888, 229952, 230016, 230080,
  230144, 230208, 230272, 230336, 230400, 230528, 230656, 230784, 230912, 231040, 231168, 231296,
  231424, 231680, 231936, 232192, 232448, 232704, 232960, 233216, 233472, 233984, 234496, 235008,
  235520, 236032, 236544, 237056, 237568, 238592, 239616, 240640, 241664, 242688, 243712, 244736,
  245760, 247808, 249856, 251904, 253952, 256000, 258048, 260096, 262144, 266240, 270336, 274432,
  278528, 282624, 286720, 290816, 294912, 303104, 311296, 319488, 327680, 335872, 344064, 352256,
  360448, 376832, 393216, 409600, 425984, 442368, 458752, 229376, 229376, 229375, 229374, 229373,
  229372, 229371, 229370, 229369, 229368, 229367, 229366, 229365, 229364, 229363, 229362, 229361,
  229360, 229358, 229356, 229354, 229352, 229350, 229348, 229346, 229344, 229340, 229336, 229332,
  229328, 229324, 229320, 229316, 229312, 229304, 229296, 229288, 229280, 229272, 229264, 229256,
  229248, 229232, 229216, 229200, 229184, 229168, 229152, 229136, 229120, 229088, 229056, 229024,
  228992, 228960, 228928, 228896, 228864, 228800, 228736, 228672, 228608, 228544, 228480, 228416,
  228352, 228224, 228096, 227968, 227840, 227712, 227584, 227456, 227328, 227072, 226816, 226560,
  226304, 226048, 225792, 225536, 225280, 224768, 224256, 223744, 223232, 222720, 222208, 221696,
  221184, 220160, 219136, 218112, 217088, 216064, 215040, 214016, 212992, 210944, 208896, 206848,
  204800, 202752, 200704, 198656, 196608, 192512, 188416, 184320, 180224, 176128, 172032, 167936,
  163840, 155648, 147456, 139264, 131072, 122880, 114688, 106496, 98304, 81920, 65536, 49152,
  32768, 16384, 0, 229376]

/-- All ones, in as many bits as a code has, where the bit of `e` is set. -/
def mask (e : WordExpr) : WordExpr := .mul e 524287

/-- `x`, multiplied by `factor` where the mask is set. -/
def scaled (x m : WordExpr) (factor : Nat) : WordExpr :=
  .add (.sub x (.land x m)) (.land (.mul x factor) m)

/-- Whether the exponent is not zero: the significand has a hidden bit. -/
def normal : WordExpr := .bits (.add (.bits .word 3 4) (.const 15)) 4 1

/-- By how many bits the significand is shifted. -/
def shift : WordExpr := .sub (.bits .word 3 4) normal

/-- Bit `i` of the shift, in all bits. -/
def shiftMask (i : Nat) : WordExpr := mask (.bits shift i 1)

/-- The significand, shifted. -/
def shifted : WordExpr :=
  scaled (scaled (scaled (scaled (.add (.bits .word 0 3) (.mul normal 8)) (shiftMask 3) 256)
    (shiftMask 2) 16) (shiftMask 1) 4) (shiftMask 0) 2

/-- The absolute value, zero where the word is no number. -/
def size : WordExpr := .sub shifted (.mul (.bits (.add (.bits .word 0 7) (.const 1)) 7 1) 245760)

/-- The absolute value of the negative numbers. -/
def below : WordExpr := .land size (mask (.bits .word 7 1))

/-- The code. -/
def program (_ : Nat) : LaneProgram where
  code := .wide (.add (.sub (.const 229376) below) (.sub size below))
  bits := 19

end Float8

instance instCheckedE4M3 : (Codec.levels 8 Float8.e4m3).Checked where
  program := Float8.program
  maxBits := 19
  checked := by decide +kernel

end QuantCert
