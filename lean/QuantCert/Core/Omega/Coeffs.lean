prelude
import QuantCert.Core.Int.DivMod
import QuantCert.Core.Nat.Gcd

/-! # Coefficient lists for `omega`

`omega` writes a linear combination of atoms as the list of its coefficients, padded with zeros as
needed. The native procedure computes with these lists and leaves a proof that mentions them; the
kernel then repeats the computation with the definitions below, which must therefore give the same
lists, element for element.

## Main definitions
* `Coeffs`: lists of integers, with `get`, `set`, `leading`, `gcd`.
* `Coeffs.add`, `sub`, `neg`, `smul`, `sdiv`, `combo`, `bmod`: the operations, entry by entry.
* `Coeffs.dot`: the value of the combination at given values of the atoms.
-/

namespace Lean.Omega

/-- Coefficients of a linear combination. -/
abbrev Coeffs : Type := List Int

namespace Coeffs

/-- A list of values, as coefficients. -/
abbrev ofList (xs : List Int) : Coeffs := xs

/-- The number of coefficients that are written. -/
def length : Coeffs → Nat
  | .nil => 0
  | .cons _ xs => length xs + 1

/-- The `i`-th coefficient, `0` if it is not written. -/
def get : Coeffs → Nat → Int
  | .nil, _ => 0
  | .cons x _, .zero => x
  | .cons _ xs, .succ i => get xs i

/-- Replaces the `i`-th coefficient, writing zeros before it as needed. -/
def set : Coeffs → Nat → Int → Coeffs
  | .nil, .zero, y => .cons y .nil
  | .nil, .succ i, y => .cons 0 (set .nil i y)
  | .cons _ xs, .zero, y => .cons y xs
  | .cons x xs, .succ i, y => .cons x (set xs i y)

/-- Every coefficient is zero. -/
def isZero : Coeffs → Prop
  | .nil => True
  | .cons x xs => x = 0 ∧ isZero xs

instance decidableIsZero : (xs : Coeffs) → Decidable xs.isZero
  | .nil => isTrue ⟨⟩
  | .cons x xs => match _root_.decEq x 0, decidableIsZero xs with
    | isTrue h, isTrue hs => isTrue ⟨h, hs⟩
    | isFalse h, _ => isFalse fun h' => h h'.left
    | _, isFalse hs => isFalse fun h' => hs h'.right

/-- Applies a function to every coefficient. -/
def map (f : Int → Int) : Coeffs → Coeffs
  | .nil => .nil
  | .cons x xs => .cons (f x) (map f xs)

/-- The first coefficient that is not zero, `0` if there is none. -/
def leading : Coeffs → Int
  | .nil => 0
  | .cons x xs => if x = 0 then leading xs else x

/-- The greatest common divisor of the coefficients. -/
def gcd : Coeffs → Nat
  | .nil => 0
  | .cons x xs => Nat.gcd x.natAbs (gcd xs)

/-- The negative. -/
def neg (xs : Coeffs) : Coeffs := map (fun x => -x) xs

/-- The multiple by `i`. -/
def smul (xs : Coeffs) (i : Int) : Coeffs := map (fun x => i * x) xs

/-- The quotient by `g`, rounded. -/
def sdiv (xs : Coeffs) (g : Int) : Coeffs := map (fun x => x / g) xs

/-- The balanced remainder modulo `m`. -/
def bmod (xs : Coeffs) (m : Nat) : Coeffs := map (fun x => Int.bmod x m) xs

/-- The combination `a * xs + b * ys`. -/
def combo (a : Int) : Coeffs → Int → Coeffs → Coeffs
  | .nil, b, ys => smul ys b
  | .cons x xs, _, .nil => .cons (a * x) (smul xs a)
  | .cons x xs, b, .cons y ys => .cons (a * x + b * y) (combo a xs b ys)

/-- The sum. -/
def add : Coeffs → Coeffs → Coeffs
  | .nil, ys => ys
  | .cons x xs, .nil => .cons x xs
  | .cons x xs, .cons y ys => .cons (x + y) (add xs ys)

/-- The difference. -/
def sub : Coeffs → Coeffs → Coeffs
  | .nil, ys => neg ys
  | .cons x xs, .nil => .cons x xs
  | .cons x xs, .cons y ys => .cons (x - y) (sub xs ys)

/-- The value at the given values of the atoms. -/
def dot : Coeffs → Coeffs → Int
  | .nil, _ => 0
  | .cons _ _, .nil => 0
  | .cons x xs, .cons y ys => x * y + dot xs ys

/-- What rounding the coefficients modulo `m` changes. -/
abbrev bmod_dot_sub_dot_bmod (m : Nat) (xs ys : Coeffs) : Int :=
  Int.bmod (dot xs ys) m - dot (bmod xs m) ys

end Coeffs

end Lean.Omega
