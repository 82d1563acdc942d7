prelude
import QuantCert.Core

/-! # Functions that the kernel computes by name

The kernel evaluates these functions on literals with big-number arithmetic, without unfolding them.
Each is compared with its definition, which the kernel evaluates under a name that it does not know:
on all small arguments, zero included, and on some larger ones.
-/

namespace QuantCert.Accelerated

/-- `p` holds for all pairs of numbers below `m` and below `n`. -/
def all (m n : Nat) (p : Nat → Nat → Bool) : Bool :=
  match m with
  | 0 => true
  | m + 1 => all m n p && row n (p m)
where
  /-- `q` holds for all numbers below `n`. -/
  row (n : Nat) (q : Nat → Bool) : Bool :=
    match n with
    | 0 => true
    | n + 1 => row n q && q n

/-! ## The definitions, under other names -/

def add : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => .succ (add n m)

def mul : Nat → Nat → Nat
  | _, .zero => 0
  | n, .succ m => add (mul n m) n

def pow (m : Nat) : Nat → Nat
  | .zero => 1
  | .succ n => mul (pow m n) m

def pred : Nat → Nat
  | .zero => .zero
  | .succ n => n

def sub : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => pred (sub n m)

def beq : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => false
  | .succ _, .zero => false
  | .succ n, .succ m => beq n m

def ble : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => true
  | .succ _, .zero => false
  | .succ n, .succ m => ble n m

def shiftLeft : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => shiftLeft (2 * n) m

def shiftRight : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => shiftRight n m / 2

/-- The recursion of `Nat.div`, which has no name of its own in the kernel. -/
def div (x y : Nat) : Nat := if 0 < y then Nat.div.go y x x else 0
def mod (x y : Nat) : Nat := if 0 < y then Nat.mod.go y x x else x
def gcd (m n : Nat) : Nat := Nat.gcd.go m m n
def land (n m : Nat) : Nat := Nat.bitwise.go and n n m
def lor (n m : Nat) : Nat := Nat.bitwise.go or n n m
def xor (n m : Nat) : Nat := Nat.bitwise.go bne n n m
def log2 (n : Nat) : Nat := Nat.log2.go n n

/-! ## The names above stand for the definitions of the library -/

theorem add_eq (n m : Nat) : add n m = Nat.add n m := by
  induction m with
  | zero => rfl
  | succ m ih => exact congrArg Nat.succ ih

theorem mul_eq (n m : Nat) : mul n m = Nat.mul n m := by
  induction m with
  | zero => rfl
  | succ m ih => exact (add_eq (mul n m) n).trans (congrArg (· + n) ih)

theorem pow_eq (n m : Nat) : pow n m = Nat.pow n m := by
  induction m with
  | zero => rfl
  | succ m ih => exact (mul_eq (pow n m) n).trans (congrArg (· * n) ih)

theorem pred_eq (n : Nat) : pred n = Nat.pred n := by cases n <;> rfl

theorem sub_eq (n m : Nat) : sub n m = Nat.sub n m := by
  induction m with
  | zero => rfl
  | succ m ih => exact (pred_eq (sub n m)).trans (congrArg Nat.pred ih)

theorem beq_eq (n m : Nat) : beq n m = Nat.beq n m := by
  induction n generalizing m with
  | zero => cases m <;> rfl
  | succ n ih =>
    cases m with
    | zero => rfl
    | succ m => exact ih m

theorem ble_eq (n m : Nat) : ble n m = Nat.ble n m := by
  induction n generalizing m with
  | zero => cases m <;> rfl
  | succ n ih =>
    cases m with
    | zero => rfl
    | succ m => exact ih m

theorem shiftLeft_eq (n m : Nat) : shiftLeft n m = Nat.shiftLeft n m := by
  induction m generalizing n with
  | zero => rfl
  | succ m ih => exact ih (2 * n)

theorem shiftRight_eq (n m : Nat) : shiftRight n m = Nat.shiftRight n m := by
  induction m with
  | zero => rfl
  | succ m ih => exact congrArg (· / 2) ih

example : div = Nat.div := rfl
example : mod = Nat.mod := rfl
example : gcd = Nat.gcd := rfl
example : land = Nat.land := rfl
example : lor = Nat.lor := rfl
example : xor = Nat.xor := rfl
example : log2 = Nat.log2 := rfl

/-! ## All small arguments -/

example : all 12 12 (fun a b => Nat.beq (Nat.add a b) (add a b)) = true := by decide +kernel
example : all 12 12 (fun a b => Nat.beq (Nat.sub a b) (sub a b)) = true := by decide +kernel
example : all 9 9 (fun a b => Nat.beq (Nat.mul a b) (mul a b)) = true := by decide +kernel
example : all 5 5 (fun a b => Nat.beq (Nat.pow a b) (pow a b)) = true := by decide +kernel
example : all 12 12 (fun a b => beq a b == Nat.beq a b) = true := by decide +kernel
example : all 12 12 (fun a b => ble a b == Nat.ble a b) = true := by decide +kernel
example : all 20 12 (fun a b => Nat.beq (Nat.div a b) (div a b)) = true := by decide +kernel
example : all 20 12 (fun a b => Nat.beq (Nat.mod a b) (mod a b)) = true := by decide +kernel
example : all 20 20 (fun a b => Nat.beq (Nat.gcd a b) (gcd a b)) = true := by decide +kernel
example : all 20 20 (fun a b => Nat.beq (Nat.land a b) (land a b)) = true := by decide +kernel
example : all 20 20 (fun a b => Nat.beq (Nat.lor a b) (lor a b)) = true := by decide +kernel
example : all 20 20 (fun a b => Nat.beq (Nat.xor a b) (xor a b)) = true := by decide +kernel
example : all 20 8 (fun a b => Nat.beq (Nat.shiftLeft a b) (shiftLeft a b)) = true := by
  decide +kernel
example : all 40 8 (fun a b => Nat.beq (Nat.shiftRight a b) (shiftRight a b)) = true := by
  decide +kernel
example : all 70 1 (fun a _ => Nat.beq (Nat.log2 a) (log2 a)) = true := by decide +kernel

/-! ## Larger arguments, against the characteristic equations -/

example : Nat.div 1000000007 97 = 10309278 ∧ Nat.mod 1000000007 97 = 41 := by decide +kernel
example : Nat.div 18446744073709551617 0 = 0 ∧
    Nat.mod 18446744073709551617 0 = 18446744073709551617 := by decide +kernel
example : Nat.gcd 0 18446744073709551617 = 18446744073709551617 ∧
    Nat.gcd 18446744073709551616 4294967296 = 4294967296 := by decide +kernel
example : Nat.beq (Nat.land 3735928559 305419896) (land 3735928559 305419896) = true := by
  decide +kernel
example : Nat.beq (Nat.lor 3735928559 305419896) (lor 3735928559 305419896) = true := by
  decide +kernel
example : Nat.beq (Nat.xor 3735928559 305419896) (xor 3735928559 305419896) = true := by
  decide +kernel
example : Nat.beq (Nat.shiftLeft 3735928559 70) (shiftLeft 3735928559 70) = true := by
  decide +kernel
example : Nat.beq (Nat.shiftRight 36893488147419103231 60)
    (shiftRight 36893488147419103231 60) = true := by decide +kernel
example : Nat.log2 36893488147419103231 = 64 := by decide +kernel

/-! ## A wrong value is refused -/

example : ¬(Nat.div 7 0 = 7) := by decide +kernel
example : ¬(Nat.mod 7 0 = 0) := by decide +kernel
example : ¬(Nat.gcd 0 0 = 1) := by decide +kernel

end QuantCert.Accelerated
