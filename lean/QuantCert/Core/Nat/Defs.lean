prelude
import QuantCert.Core.Operators
/-!
# Natural numbers: arithmetic, order and their decisions

The kernel computes `Nat.add`, `Nat.sub`, `Nat.mul`, `Nat.beq`, `Nat.ble`, `Nat.pow` and a few more
on literals by name, with big-number arithmetic. Each is defined here by the standard recursion that
the built-in value agrees with. The attribute `extern` concerns compiled programs only; the kernel
and the proofs do not look at it.

## Main definitions
* `Nat.add`, `Nat.pred`, `Nat.sub`, `Nat.mul`, `Nat.pow`
* `Nat.beq`, `Nat.ble`, `Nat.le`, `Nat.lt`
* `Nat.decEq`, `Nat.decLe`, `Nat.decLt`: decisions that the kernel evaluates with one comparison

## Main theorems
* `Nat.eq_of_beq_eq_true`, `Nat.le_of_ble_eq_true`, `Nat.ble_eq_true_of_le`
-/
set_option warn.classDefReducibility false
set_option bootstrap.genMatcherCode false

/-- Addition, by recursion on the second argument. -/
@[extern "lean_nat_add"]
protected def Nat.add : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => .succ (Nat.add n m)

instance instAddNat : Add Nat := ⟨Nat.add⟩

attribute [match_pattern] Nat.add

/-- Multiplication, by recursion on the second argument. -/
@[extern "lean_nat_mul"]
protected def Nat.mul : Nat → Nat → Nat
  | _, .zero => 0
  | n, .succ m => Nat.add (Nat.mul n m) n

instance instMulNat : Mul Nat := ⟨Nat.mul⟩

/-- Powers, by recursion on the exponent. -/
@[extern "lean_nat_pow"]
protected def Nat.pow (m : Nat) : Nat → Nat
  | .zero => 1
  | .succ n => Nat.mul (Nat.pow m n) m

instance instNatPowNat : NatPow Nat := ⟨Nat.pow⟩

/-- The predecessor; zero for zero. -/
@[extern "lean_nat_pred"]
def Nat.pred : Nat → Nat
  | .zero => .zero
  | .succ n => n

/-- Subtraction, cut off at zero, by recursion on the second argument. -/
@[extern "lean_nat_sub"]
protected def Nat.sub : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => Nat.pred (Nat.sub n m)

instance instSubNat : Sub Nat := ⟨Nat.sub⟩

/-- The Boolean test of equality. -/
@[extern "lean_nat_dec_eq"]
def Nat.beq : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => false
  | .succ _, .zero => false
  | .succ n, .succ m => beq n m

/-- The Boolean test of `n ≤ m`. -/
@[extern "lean_nat_dec_le"]
def Nat.ble : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => true
  | .succ _, .zero => false
  | .succ n, .succ m => ble n m

/-- The Boolean test of `n < m`. -/
def Nat.blt (n m : Nat) : Bool := Nat.ble (Nat.succ n) m

/-- The order: the least relation with `n ≤ n` and `n ≤ m → n ≤ m + 1`. -/
protected inductive Nat.le (n : Nat) : Nat → Prop where
  /-- `n ≤ n` -/
  | refl : Nat.le n n
  /-- `n ≤ m → n ≤ m + 1` -/
  | step {m : Nat} : Nat.le n m → Nat.le n (Nat.succ m)

/-- The strict order: `n < m` is `n + 1 ≤ m`. -/
protected def Nat.lt (n m : Nat) : Prop := Nat.le (HAdd.hAdd n 1) m

instance instLENat : LE Nat := ⟨Nat.le⟩
instance instLTNat : LT Nat := ⟨Nat.lt⟩

/-! ## Decisions -/

theorem Nat.eq_of_beq_eq_true : (n m : Nat) → Eq (Nat.beq n m) true → Eq n m
  | .zero, .zero, _ => rfl
  | .zero, .succ _, h => Bool.noConfusion h
  | .succ _, .zero, h => Bool.noConfusion h
  | .succ n, .succ m, h => congrArg Nat.succ (eq_of_beq_eq_true n m h)

theorem Nat.beq_refl : (n : Nat) → Eq (Nat.beq n n) true
  | .zero => rfl
  | .succ n => beq_refl n

theorem Nat.ne_of_beq_eq_false (n m : Nat) (h : Eq (Nat.beq n m) false) : Not (Eq n m) :=
  fun e => Bool.noConfusion (Eq.trans (Nat.beq_refl n).symm (Eq.trans (congrArg (Nat.beq n) e) h))

theorem Nat.zero_le : (n : Nat) → LE.le 0 n
  | .zero => Nat.le.refl
  | .succ n => Nat.le.step (zero_le n)

theorem Nat.succ_le_succ {n m : Nat} (h : LE.le n m) : LE.le (succ n) (succ m) :=
  h.rec Nat.le.refl (fun _ ih => Nat.le.step ih)

theorem Nat.le_succ (n : Nat) : LE.le n (succ n) := Nat.le.step Nat.le.refl

protected theorem Nat.le_trans {n m k : Nat} (h₁ : LE.le n m) (h₂ : LE.le m k) : LE.le n k :=
  h₂.rec h₁ (fun _ ih => Nat.le.step ih)

theorem Nat.pred_le : (n : Nat) → LE.le (pred n) n
  | .zero => Nat.le.refl
  | .succ n => Nat.le_succ n

theorem Nat.pred_le_pred {n m : Nat} (h : LE.le n m) : LE.le (pred n) (pred m) :=
  h.rec Nat.le.refl (fun h _ => Nat.le_trans (Nat.pred_le n) h)

theorem Nat.le_of_succ_le_succ {n m : Nat} (h : LE.le (succ n) (succ m)) : LE.le n m :=
  pred_le_pred h

theorem Nat.le_of_ble_eq_true : {n m : Nat} → Eq (Nat.ble n m) true → LE.le n m
  | .zero, m, _ => Nat.zero_le m
  | .succ _, .zero, h => Bool.noConfusion h
  | .succ _, .succ _, h => Nat.succ_le_succ (le_of_ble_eq_true h)

theorem Nat.ble_self_eq_true : (n : Nat) → Eq (Nat.ble n n) true
  | .zero => rfl
  | .succ n => ble_self_eq_true n

theorem Nat.ble_succ_eq_true : {n m : Nat} → Eq (Nat.ble n m) true → Eq (Nat.ble n (succ m)) true
  | .zero, _, _ => rfl
  | .succ _, .zero, h => Bool.noConfusion h
  | .succ n, .succ _, h => ble_succ_eq_true (n := n) h

theorem Nat.ble_eq_true_of_le {n m : Nat} (h : LE.le n m) : Eq (Nat.ble n m) true :=
  h.rec (Nat.ble_self_eq_true n) (fun _ ih => Nat.ble_succ_eq_true ih)

theorem Nat.not_le_of_not_ble_eq_true {n m : Nat} (h : Not (Eq (Nat.ble n m) true)) :
    Not (LE.le n m) := fun h' => h (Nat.ble_eq_true_of_le h')

/-- Equality of natural numbers is decided by `Nat.beq`. -/
@[extern "lean_nat_dec_eq"]
def Nat.decEq (n m : Nat) : Decidable (Eq n m) :=
  match h : Nat.beq n m with
  | true => isTrue (eq_of_beq_eq_true n m h)
  | false => isFalse (ne_of_beq_eq_false n m h)

instance instDecidableEqNat : DecidableEq Nat := Nat.decEq

/-- Equality of Booleans is decided. -/
def Bool.decEq (a b : Bool) : Decidable (Eq a b) :=
  match a, b with
  | false, false => isTrue rfl
  | false, true => isFalse (fun h => Bool.noConfusion h)
  | true, false => isFalse (fun h => Bool.noConfusion h)
  | true, true => isTrue rfl

instance instDecidableEqBool : DecidableEq Bool := Bool.decEq

/-- `n ≤ m` is decided by `Nat.ble`. -/
@[extern "lean_nat_dec_le"]
instance Nat.decLe (n m : Nat) : Decidable (LE.le n m) :=
  dite (Eq (Nat.ble n m) true) (fun h => isTrue (le_of_ble_eq_true h))
    (fun h => isFalse (not_le_of_not_ble_eq_true h))

/-- `n < m` is decided by `Nat.ble`. -/
@[extern "lean_nat_dec_lt"]
instance Nat.decLt (n m : Nat) : Decidable (LT.lt n m) := decLe (succ n) m

instance instMaxNat : Max Nat := maxOfLe
instance instMinNat : Min Nat := minOfLe

/-- `a ∣ b` means `b = a * c` for some `c`. -/
instance Nat.instDvd : Dvd Nat := ⟨fun a b => Exists (fun c => Eq b (HMul.hMul a c))⟩

/-! ## Constructors of data types, told apart by their index -/

theorem noConfusion_of_Nat {α : Sort u} (f : α → Nat) {a b : α} (h : Eq a b) :
    Bool.rec False True ((f a).beq (f b)) :=
  congrArg f h ▸ Nat.beq_refl (f a) ▸ trivial

attribute [gen_constructor_elims] Bool
attribute [gen_constructor_elims] Nat
