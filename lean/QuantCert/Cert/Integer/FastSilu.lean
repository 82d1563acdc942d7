prelude
import QuantCert.Cert.Integer.Each
import QuantCert.Spec.Integer.Silu

/-!
# SiLU and gated products with natural numbers

## Main definitions
* `Integer.powerOf`: powers of one half
* `Integer.checkSilu`, `Integer.checkGated`: whether digits are those of SiLU, and of products

## Main theorems
* `Integer.powerOf_eq`
* `Integer.checkSilu_sound`, `Integer.checkGated_sound`
-/

namespace QuantCert.Integer

open Digits

/-- `2^-u` in units of `2^-24`, from the digits of the table. -/
noncomputable def powerOf (T u : Nat) : Nat :=
  cond (Nat.ble 2031616 u) 0 (withValue (Nat.land u 65535) fun f =>
    withValue (Nat.shiftRight f 8) fun h => withValue (Nat.land f 255) fun l =>
      Nat.shiftRight (Nat.shiftRight (Nat.add (Nat.add (Nat.mul (readDigit 32 T h) (Nat.sub 256 l))
        (Nat.mul (readDigit 32 T (Nat.add h 1)) l)) 128) 8) (Nat.shiftRight u 16))

/-- Between two neighbours. -/
theorem mix_eq {x y l : Nat} (hl : l ≤ 256) :
    (x : Int) + roundShift (((y : Int) - (x : Int)) * (l : Int)) ((8 : Nat) : Int) =
      (((x * (256 - l) + y * l + 128) / 256 : Nat) : Int) := by
  have hx : x * (256 - l) + x * l = x * 256 := by
    rw [← Nat.mul_add]
    exact congrArg (x * ·) (by omega)
  have hcast : ∀ a b : Nat, ((a * b : Nat) : Int) = (a : Int) * (b : Int) := Int.natCast_mul
  show (x : Int) + (((y : Int) - (x : Int)) * (l : Int) + twoPow 7) / twoPow 8 = _
  rw [Int.add_comm, ← Int.add_mul_ediv_right _ _ (show twoPow 8 ≠ 0 by decide), Int.sub_mul,
    ← hcast, ← hcast, show (x : Int) * twoPow 8 = ((x * 256 : Nat) : Int) from (hcast x 256).symm,
    ← hx]
  show (_ : Int) / ((256 : Nat) : Int) = ((_ : Nat) : Int) / ((256 : Nat) : Int)
  refine congrArg (fun v : Int => v / ((256 : Nat) : Int)) ?_
  show _ - _ + ((128 : Nat) : Int) + _ = _
  generalize x * (256 - l) = p at *
  generalize x * l = q at *
  generalize y * l = r at *
  omega

/-- It is the power. -/
theorem powerOf_eq (T u : Nat) : halfPower ⟨T⟩ u = ((powerOf T u : Nat) : Int) := by
  unfold halfPower powerOf
  simp only [withValue_eq]
  cases hle : Nat.ble 2031616 u with
  | true =>
    have hbig : 2031616 ≤ u := Nat.le_of_ble_eq_true hle
    rw [if_pos (show 31 * 2 ^ argUnit ≤ u from hbig)]
    rfl
  | false =>
    have hsmall : ¬ 31 * 2 ^ argUnit ≤ u := fun h =>
      nomatch (Nat.ble_eq_true_of_le (show 2031616 ≤ u from h)).symm.trans hle
    rw [if_neg hsmall]
    have hf : Nat.land u 65535 = u % 2 ^ 16 := Nat.and_two_pow_sub_one_eq_mod u 16
    have hl : ∀ f, Nat.land f 255 = f % 2 ^ 8 := fun f => Nat.and_two_pow_sub_one_eq_mod f 8
    have hs : ∀ a b, Nat.shiftRight a b = a / 2 ^ b := Nat.shiftRight_eq_div_pow
    have hmix := mix_eq (x := digit 32 T (u % 2 ^ 16 / 2 ^ 8))
      (y := digit 32 T (u % 2 ^ 16 / 2 ^ 8 + 1)) (l := u % 2 ^ 16 % 2 ^ 8)
      (Nat.le_of_lt (Nat.mod_lt _ (by decide)))
    have hbetween : PowerTable.between ⟨T⟩ (u % 2 ^ argUnit) = _ := hmix
    rw [hbetween, hf, hl, hs, hs _ 8, hs _ 8, hs _ 16, readDigit_eq, readDigit_eq]
    rfl

/-- Whether `e` is SiLU of `d`, both `c` larger: the argument of the power is `size * log2 e`, rounded. -/
noncomputable def siluDigit (T F c : Nat) (d e : Nat) : Bool :=
  signed c d
    (fun a => withValue (powerOf T (Nat.shiftRight (Nat.add (Nat.mul a 94548) (half F)) F)) fun z =>
      withValue (Nat.add 16777216 z) fun D =>
      Nat.beq e (Nat.add c (Nat.shiftRight (Nat.add (Nat.mul a
        (Nat.div (Nat.add 562949953421312 D) (Nat.mul 2 D))) 8388608) 24)))
    (fun a => withValue (powerOf T (Nat.shiftRight (Nat.add (Nat.mul a 94548) (half F)) F)) fun z =>
      withValue (Nat.add 16777216 z) fun D =>
      Nat.beq (Nat.add e (Nat.shiftRight (Nat.add (Nat.mul a
        (Nat.div (Nat.add (Nat.mul z 33554432) D) (Nat.mul 2 D))) 8388607) 24)) c)

/-- The argument of the power. -/
theorem silu_power (T F a : Nat) : halfPower ⟨T⟩ (roundShift ((a : Int) * log2e) F).toNat =
    ((powerOf T (Nat.shiftRight (Nat.add (Nat.mul a 94548) (half F)) F) : Nat) : Int) := by
  rw [← powerOf_eq, show (a : Int) * log2e = ((a * 94548 : Nat) : Int) from
    (Int.natCast_mul a 94548).symm, roundShift_pos]
  rfl

/-- A claim of a number that is not negative. -/
theorem claim_pos {c e q : Nat} {y : Int} (hy : y = ((q : Nat) : Int))
    (h : Nat.beq e (Nat.add c q) = true) : y = (e : Int) - (c : Int) := by
  have heq : e = c + q := Nat.eq_of_beq_eq_true _ _ h
  omega

/-- A claim of a number that is not positive. -/
theorem claim_neg {c e q : Nat} {y : Int} (hy : y = -((q : Nat) : Int))
    (h : Nat.beq (Nat.add e q) c = true) : y = (e : Int) - (c : Int) := by
  have heq : e + q = c := Nat.eq_of_beq_eq_true _ _ h
  omega

/-- What passes is SiLU. -/
theorem siluDigit_sound {T F c d e : Nat} (h : siluDigit T F c d e = true) :
    silu ⟨T⟩ F ((d : Int) - (c : Int)) = (e : Int) - (c : Int) := by
  rcases signed_sound h with ⟨a, ha, hp⟩ | ⟨a, hpos, ha, hp⟩
  · simp only [withValue_eq] at hp
    refine claim_pos ?_ hp
    have hz := silu_power T F a
    generalize powerOf T _ = z at *
    have hsigma : sigmoid ⟨T⟩ F (a : Int) =
        (((562949953421312 + (16777216 + z)) / (2 * (16777216 + z)) : Nat) : Int) := by
      unfold sigmoid
      rw [Int.natAbs_natCast, hz, if_pos (Int.natCast_nonneg a)]
      rfl
    rw [ha]
    unfold silu
    rw [hsigma, ← Int.natCast_mul]
    exact roundShift_pos _ 24
  · simp only [withValue_eq] at hp
    refine claim_neg ?_ hp
    have hz := silu_power T F a
    generalize powerOf T _ = z at *
    have hsigma : sigmoid ⟨T⟩ F (-(a : Int)) =
        (((z * 33554432 + (16777216 + z)) / (2 * (16777216 + z)) : Nat) : Int) := by
      unfold sigmoid
      rw [Int.natAbs_neg, Int.natAbs_natCast, hz, if_neg (by omega)]
      show ((2 * (z * 16777216) + (16777216 + z) : Nat) : Int) / ((2 * (16777216 + z) : Nat) : Int) = _
      rw [Nat.mul_left_comm]
      rfl
    rw [ha]
    unfold silu
    rw [hsigma, Int.neg_mul, ← Int.natCast_mul]
    exact roundShift_neg _ 24

/-- Whether `Y` has SiLU of the entries of `X`: `n` digits of `w` bits, `2^o` larger. -/
noncomputable def checkSilu (T F w o n X Y : Nat) : Bool :=
  withValue (Nat.pow 2 o) fun c => each2 w (Nat.sub (Nat.pow 2 w) 1) (siluDigit T F c) n X Y

/-- Claims that pass are SiLU. -/
theorem checkSilu_sound {T F w o n X Y : Nat} (h : checkSilu T F w o n X Y = true) :
    (ints w o n X).map (silu ⟨T⟩ F) = ints w o n Y := by
  unfold checkSilu at h
  rw [withValue_eq] at h
  exact each2_sound rfl (fun _ _ => siluDigit_sound) h

/-! ## Products -/

/-- Whether `e` is the product of `x` and `y`, shifted by `F` and rounded; all `c` larger, `h` and `l`
are `half F` and `below F`. -/
noncomputable def gatedDigit (F c h l : Nat) (x y e : Nat) : Bool :=
  signed c x
    (fun a => signed c y
      (fun b => Nat.beq e (Nat.add c (Nat.shiftRight (Nat.add (Nat.mul a b) h) F)))
      (fun b => Nat.beq (Nat.add e (Nat.shiftRight (Nat.add (Nat.mul a b) l) F)) c))
    (fun a => signed c y
      (fun b => Nat.beq (Nat.add e (Nat.shiftRight (Nat.add (Nat.mul a b) l) F)) c)
      (fun b => Nat.beq e (Nat.add c (Nat.shiftRight (Nat.add (Nat.mul a b) h) F))))

/-- What passes is the product. -/
theorem gatedDigit_sound {F c x y e : Nat} (h : gatedDigit F c (half F) (below F) x y e = true) :
    roundShift (((x : Int) - (c : Int)) * ((y : Int) - (c : Int))) F = (e : Int) - (c : Int) := by
  rcases signed_sound h with ⟨a, ha, hp⟩ | ⟨a, _, ha, hp⟩ <;>
    rcases signed_sound hp with ⟨b, hb, hq⟩ | ⟨b, _, hb, hq⟩ <;> rw [ha, hb]
  · exact claim_pos ((congrArg (roundShift · F) (Int.natCast_mul a b).symm).trans
      (roundShift_pos _ F)) hq
  · rw [Int.mul_neg, ← Int.natCast_mul]
    exact claim_neg (roundShift_neg _ F) hq
  · rw [Int.neg_mul, ← Int.natCast_mul]
    exact claim_neg (roundShift_neg _ F) hq
  · rw [Int.neg_mul_neg, ← Int.natCast_mul]
    exact claim_pos (roundShift_pos _ F) hq

/-- Whether `Z` has the products of the entries of `X` and `Y`, shifted by `F`. -/
noncomputable def checkGated (F w o n X Y Z : Nat) : Bool :=
  withValue (Nat.pow 2 o) fun c => withValue (half F) fun h => withValue (below F) fun l =>
    each3 w (Nat.sub (Nat.pow 2 w) 1) (gatedDigit F c h l) n X Y Z

/-- Claims that pass are the products. -/
theorem checkGated_sound {F w o n X Y Z : Nat} (h : checkGated F w o n X Y Z = true) :
    List.zipWith (fun x y => roundShift (x * y) F) (ints w o n X) (ints w o n Y) = ints w o n Z := by
  unfold checkGated at h
  simp only [withValue_eq] at h
  exact each3_sound rfl (f := fun x y => roundShift (x * y) F) (fun _ _ _ => gatedDigit_sound) h

/-- A gated product of vectors whose shifts are zero, all entries with natural numbers. -/
theorem gate_fast {T F w o n G U A H : Nat}
    (hactive : checkSilu T F w o n G A = true)
    (hk : leastShift (twoPow factorBits - 1) (ints w o n A) = 0)
    (hl : leastShift (twoPow factorBits - 1) (ints w o n U) = 0)
    (hproduct : checkGated F w o n A U H = true) :
    gate ⟨T⟩ F (ints w o n G) (ints w o n U) = ints w o n H := by
  unfold gate
  rw [checkSilu_sound hactive]
  unfold gatedProducts
  rw [hk, hl, ← checkGated_sound hproduct]
  show List.zipWith (fun x y => roundShift (x * y) ((F : Int) - 0 - 0)) _ _ = _
  rw [Int.sub_zero, Int.sub_zero]

end QuantCert.Integer
