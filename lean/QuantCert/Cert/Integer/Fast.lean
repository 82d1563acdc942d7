prelude
import QuantCert.Cert.Integer.Run

/-!
# Operations of a run whose shifts are claimed

The least shift of a vector is claimed and checked for all entries at once; the operation is then
computed with it.

## Main theorems
* `Integer.gate_of`: gated products with claimed shifts
* `Integer.apply_fast`, `Integer.apply_fast_bias`: a linear layer, all rows at once
-/

namespace QuantCert.Integer

/-- A gated product whose shifts are `k` and `l`. -/
theorem gate_of {T : PowerTable} {F k l : Nat} {g u a h : List Int}
    (hactive : same (g.map (silu T F)) a = true)
    (hk : leastShift (twoPow factorBits - 1) a = k) (hl : leastShift (twoPow factorBits - 1) u = l)
    (hproduct : same (List.zipWith (fun x y => roundShift (roundShift x k * roundShift y l)
      ((F : Int) - (k : Int) - (l : Int))) a u) h = true) : gate T F g u = h := by
  unfold gate
  rw [same_sound hactive]
  unfold gatedProducts
  rw [hk, hl]
  exact same_sound hproduct

/-- A bias is added entry by entry. -/
theorem addBias_eq (y : List Int) : ∀ {b : List Int}, b ≠ [] →
    addBias y b = List.zipWith (fun u v => u + v) y b
  | [], h => absurd rfl h
  | _ :: _, _ => rfl

variable {L : Linear (List Checked)} {C : Checked} {b bits w o n limit k i s O X : Nat}

/-- A linear layer whose inputs are shifted by `k` and whose sums by `s`. -/
theorem apply_fast (hmatrix : L.matrix = [C]) (hgroup : L.group = 0)
    (hlimit : twoPow (bits - 1) - 1 = (limit : Int))
    (hs : (L.exponent : Int) - (k : Int) = (s : Int))
    (hshift : checkShift limit w o n X k i = true)
    (hn : Nat.beq C.data.columns.count n = true) (hb : Nat.blt limit (Nat.pow 2 b) = true)
    (hproduct : checkProduct b w o C.data X k s O = true) :
    L.apply (mulChecked b) bits (ints w o n X) = addBias (ints w o C.data.rows O) L.bias := by
  have hinput : L.input bits (ints w o n X) = ⟨shiftAll k (ints w o n X), k⟩ := by
    unfold Linear.input
    rw [if_pos hgroup]
    unfold narrow
    rw [hlimit, checkShift_sound hshift]
  have hmul : ∀ a, mulChecked b [C] a = (ofColumns C.data.toColumns).mul a := fun a => by
    show C.data.mul b a ++ [] = _
    rw [List.append_nil, Packed.mul_eq (Packed.check_sound C.checked)]
  unfold Linear.apply
  rw [hinput]
  unfold Linear.output
  rw [hmatrix, hmul, hs, checkProduct_sound (Packed.check_sound C.checked) hshift hn hb hproduct]

/-- The same with a bias, added to all entries at once. -/
theorem apply_fast_bias {B Y : Nat} (hmatrix : L.matrix = [C]) (hgroup : L.group = 0)
    (hlimit : twoPow (bits - 1) - 1 = (limit : Int))
    (hs : (L.exponent : Int) - (k : Int) = (s : Int))
    (hshift : checkShift limit w o n X k i = true)
    (hn : Nat.beq C.data.columns.count n = true) (hb : Nat.blt limit (Nat.pow 2 b) = true)
    (hproduct : checkProduct b w o C.data X k s O = true)
    (hbias : L.bias = ints w o C.data.rows B) (hrows : Nat.blt 0 C.data.rows = true)
    (hsum : checkSum w o C.data.rows O B Y = true) :
    L.apply (mulChecked b) bits (ints w o n X) = ints w o C.data.rows Y := by
  have hpos : 0 < C.data.rows := Nat.le_of_ble_eq_true hrows
  have hne : ints w o C.data.rows B ≠ [] := fun h => by
    have hlength := length_ints w o C.data.rows B
    rw [h] at hlength
    have : 0 = C.data.rows := hlength
    omega
  rw [apply_fast hmatrix hgroup hlimit hs hshift hn hb hproduct, hbias, addBias_eq _ hne,
    checkSum_sound hsum]

end QuantCert.Integer
