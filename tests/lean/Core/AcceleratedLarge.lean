prelude
import QuantCert.Core

/-! # Functions that the kernel computes by name, on larger and random arguments

On literals the kernel does not unfold `Nat.add`, `Nat.sub`, `Nat.mul`, `Nat.div`, `Nat.mod`,
`Nat.gcd`, `Nat.beq`, `Nat.ble`, `Nat.land`, `Nat.lor`, `Nat.xor`, `Nat.shiftLeft`, `Nat.shiftRight`
and `Nat.pow` but calls big-number arithmetic. If one of the definitions meant another function, the
kernel would prove a contradiction. So each of them has a copy here, word for word, under a name
that the kernel does not know. `rfl` confirms that the copy is the definition; then both are
evaluated, the one by arithmetic, the other by its recursion, and must agree.
`Nat.log2`, which the kernel does not compute by name, is compared as well.
-/
set_option maxRecDepth 100000

namespace QuantCert.AcceleratedLarge

/-! ## Copies of the definitions -/

/-- `Nat.add`. -/
def add : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => .succ (add n m)

/-- `Nat.mul`. -/
def mul : Nat → Nat → Nat
  | _, .zero => 0
  | n, .succ m => Nat.add (mul n m) n

/-- `Nat.pow`. -/
def pow (m : Nat) : Nat → Nat
  | .zero => 1
  | .succ n => Nat.mul (pow m n) m

/-- `Nat.sub`. -/
def sub : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => Nat.pred (sub n m)

/-- `Nat.beq`. -/
def beq : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => false
  | .succ _, .zero => false
  | .succ n, .succ m => beq n m

/-- `Nat.ble`. -/
def ble : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => true
  | .succ _, .zero => false
  | .succ n, .succ m => ble n m

/-- `Nat.div.go`. -/
def divGo (y : Nat) : (fuel x : Nat) → Nat
  | .zero, _ => 0
  | .succ fuel, x => if y ≤ x then divGo y fuel (x - y) + 1 else 0

/-- `Nat.div`. -/
def div (x y : Nat) : Nat := if 0 < y then divGo y x x else 0

/-- `Nat.mod.go`. -/
def modGo (y : Nat) : (fuel x : Nat) → Nat
  | .zero, x => x
  | .succ fuel, x => if y ≤ x then modGo y fuel (x - y) else x

/-- `Nat.mod`. -/
def mod (x y : Nat) : Nat := if 0 < y then modGo y x x else x

/-- `Nat.shiftLeft`. -/
def shiftLeft : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => shiftLeft (2 * n) m

/-- `Nat.shiftRight`. -/
def shiftRight : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => shiftRight n m / 2

/-- `Nat.bitwise.go`. -/
def bitwiseGo (f : Bool → Bool → Bool) : (fuel n m : Nat) → Nat
  | .zero, _, m => if f false true = true then m else 0
  | .succ fuel, n, m =>
    if n = 0 then
      if f false true = true then m else 0
    else if m = 0 then
      if f true false = true then n else 0
    else
      let r := bitwiseGo f fuel (n / 2) (m / 2)
      if f (decide (n % 2 = 1)) (decide (m % 2 = 1)) = true then r + r + 1 else r + r

/-- `Nat.land`. -/
def land (n m : Nat) : Nat := bitwiseGo and n n m

/-- `Nat.lor`. -/
def lor (n m : Nat) : Nat := bitwiseGo or n n m

/-- `Nat.xor`. -/
def xor (n m : Nat) : Nat := bitwiseGo bne n n m

/-- `Nat.gcd.go`. -/
def gcdGo : (fuel m n : Nat) → Nat
  | .zero, _, n => n
  | .succ fuel, m, n => if m = 0 then n else gcdGo fuel (n % m) m

/-- `Nat.gcd`. -/
def gcd (m n : Nat) : Nat := gcdGo m m n

/-- `Nat.log2.go`. -/
def log2Go : (fuel n : Nat) → Nat
  | .zero, _ => 0
  | .succ fuel, n => if 2 ≤ n then log2Go fuel (n / 2) + 1 else 0

/-- `Nat.log2`. -/
def log2 (n : Nat) : Nat := log2Go n n

/-! ## The copies are the definitions -/

set_option smartUnfolding false

example : Nat.add = add := rfl
example : Nat.mul = mul := rfl
example : Nat.pow = pow := rfl
example : Nat.sub = sub := rfl
example : Nat.beq = beq := rfl
example : Nat.ble = ble := rfl
example : Nat.div = div := rfl
example : Nat.mod = mod := rfl
example : Nat.shiftLeft = shiftLeft := rfl
example : Nat.shiftRight = shiftRight := rfl
example : Nat.land = land := rfl
example : Nat.lor = lor := rfl
example : Nat.xor = xor := rfl
example : Nat.gcd = gcd := rfl
example : Nat.log2 = log2 := rfl

set_option smartUnfolding true

/-! ## Arguments -/

/-- The functions agree on all pairs of an entry of the one and an entry of the other list. -/
def agree (f g : Nat → Nat → Nat) (first second : List Nat) : Bool :=
  first.all fun a => second.all fun b => Nat.beq (f a b) (g a b)

/-- The same for two tests. -/
def agreeTests (f g : Nat → Nat → Bool) (first second : List Nat) : Bool :=
  first.all fun a => second.all fun b => bif f a b then g a b else !g a b

/-- Numbers around powers of two, and random ones below 1,024. -/
def middle : List Nat := [0, 1, 63, 64, 255, 256, 742, 1024]

/-- Numbers around 2^64 and random ones of 96 to 257 bits. -/
def large : List Nat :=
  [18446744073709551615, 18446744073709551616,
    0x8c5c7fd0a6a3a4506513270e, 0x9818e811892f902bd23f0824128b2f33,
    0xb6f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f8,
    0x18d116ece1738f7d93d9c172411e20b8f6b0d549b6f03675a1600a35a099950d8]

/-- Numbers of steps: shifts, exponents and quotients. -/
def steps : List Nat := [0, 1, 2, 7, 19, 63, 64, 65, 131, 200]

/-! ## Larger arguments, as large as the recursion allows -/

example : agree Nat.add add middle middle := by decide +kernel
example : agree Nat.mul mul middle middle := by decide +kernel
example : agree Nat.sub sub middle middle := by decide +kernel
example : agreeTests Nat.beq beq middle middle := by decide +kernel
example : agreeTests Nat.ble ble middle middle := by decide +kernel
example : agree Nat.div div middle middle := by decide +kernel
example : agree Nat.mod mod middle middle := by decide +kernel
example : agree Nat.shiftLeft shiftLeft middle steps := by decide +kernel
example : agree Nat.shiftRight shiftRight middle steps := by decide +kernel
example : agree Nat.land land middle middle := by decide +kernel
example : agree Nat.lor lor middle middle := by decide +kernel
example : agree Nat.xor xor middle middle := by decide +kernel
example : agree Nat.gcd gcd middle middle := by decide +kernel

example : agree Nat.add add large middle := by decide +kernel
example : agree Nat.mul mul large middle := by decide +kernel
example : agree Nat.pow pow large steps := by decide +kernel
example : agree Nat.sub sub large middle := by decide +kernel
example : agree Nat.shiftLeft shiftLeft large steps := by decide +kernel
example : agree Nat.shiftRight shiftRight large steps := by decide +kernel
example : agree Nat.land land large large := by decide +kernel
example : agree Nat.lor lor large large := by decide +kernel
example : agree Nat.xor xor large large := by decide +kernel
example : agree Nat.gcd gcd large large := by decide +kernel
example : large.all fun a => Nat.beq (Nat.log2 a) (log2 a) := by decide +kernel

/-- Division of `a * q` and of `a * q + (a - 1)` by `a`. -/
def divisions (f g : Nat → Nat → Nat) : Bool :=
  agree (fun a q => f (a * q) a) (fun a q => g (a * q) a) large steps &&
    agree (fun a q => f (a * q + (a - 1)) a) (fun a q => g (a * q + (a - 1)) a) large steps

example : divisions Nat.div div && divisions Nat.mod mod := by decide +kernel

end QuantCert.AcceleratedLarge
