prelude
import QuantCert.Cert.Integer.FastSilu
import QuantCert.Spec.Integer.Norm

/-!
# RMSNorm with natural numbers

## Main definitions
* `Integer.squares`: the sum of the squares of shifted entries
* `Integer.checkNorm`: whether digits are those of the norm

## Main theorems
* `Integer.squares_eq`
* `Integer.norm_fast`
-/

namespace QuantCert.Integer

open Digits

/-- The square of `d - c`, shifted by `k`; `h` and `l` are `half k` and `below k`. -/
noncomputable def squareDigit (c k h l d : Nat) : Nat :=
  cond (Nat.ble c d)
    (withValue (Nat.shiftRight (Nat.add (Nat.sub d c) h) k) fun a => Nat.mul a a)
    (withValue (Nat.shiftRight (Nat.add (Nat.sub c d) l) k) fun a => Nat.mul a a)

/-- The sum of `q` of the lowest `n` digits; `m` has `w` ones. -/
noncomputable def sumEach (w m : Nat) (q : Nat → Nat) (n : Nat) : (X : Nat) → Nat :=
  Nat.rec (fun _ => 0) (fun _ rest X =>
    Nat.add (withValue (Nat.land X m) q) (rest (Nat.shiftRight X w))) n

/-- The sum of the squares of `n` digits, each less `2^o` and shifted by `k`. -/
noncomputable def squares (w o k n X : Nat) : Nat :=
  withValue (Nat.pow 2 o) fun c => withValue (half k) fun h => withValue (below k) fun l =>
    sumEach w (Nat.sub (Nat.pow 2 w) 1) (squareDigit c k h l) n X

/-- It is the square. -/
theorem squareDigit_eq (c k d : Nat) : ((squareDigit c k (half k) (below k) d : Nat) : Int) =
    roundShift ((d : Int) - (c : Int)) k * roundShift ((d : Int) - (c : Int)) k := by
  unfold squareDigit
  rw [withValue_eq, withValue_eq]
  cases hle : Nat.ble c d with
  | true =>
    have := Nat.le_of_ble_eq_true hle
    rw [show (d : Int) - (c : Int) = ((d - c : Nat) : Int) by omega, roundShift_pos,
      ← Int.natCast_mul]
    rfl
  | false =>
    have : ¬ c ≤ d := fun hcd => nomatch (Nat.ble_eq_true_of_le hcd).symm.trans hle
    rw [show (d : Int) - (c : Int) = -((c - d : Nat) : Int) by omega, roundShift_neg,
      Int.neg_mul_neg, ← Int.natCast_mul]
    rfl

/-- The sum of the squares. -/
theorem sumEach_eq {w o m k : Nat} (hm : m = 2 ^ w - 1) (e : Int) : ∀ (n X : Nat),
    (shiftAll k (ints w o n X)).foldr (fun a s => a * a + s) e =
      ((sumEach w m (squareDigit (2 ^ o) k (half k) (below k)) n X : Nat) : Int) + e
  | 0, _ => (Int.zero_add e).symm
  | n + 1, X => by
    have ih := sumEach_eq (o := o) (k := k) hm e n (X / 2 ^ w)
    show roundShift _ k * roundShift _ k + (shiftAll k (ints w o n (X / 2 ^ w))).foldr _ e =
      ((withValue (Nat.land X m) _ + sumEach w m _ n (Nat.shiftRight X w) : Nat) : Int) + e
    rw [ih, withValue_eq, hm, (low_digit w X).1, (low_digit w X).2, Int.natCast_add, squareDigit_eq,
      Int.add_assoc]
    rfl

/-- The sum of the squares. -/
theorem squares_eq (w o k n X : Nat) (e : Int) :
    (shiftAll k (ints w o n X)).foldr (fun a s => a * a + s) e =
      ((squares w o k n X : Nat) : Int) + e := by
  unfold squares
  simp only [withValue_eq]
  exact sumEach_eq rfl e n X

/-- Whether `e` is the quotient of the shifted `x` times `g` times `P` by `D`; all `c` larger. -/
noncomputable def normDigit (c k h l P D : Nat) (x g e : Nat) : Bool :=
  signed c x
    (fun b => withValue (Nat.shiftRight (Nat.add b h) k) fun a => signed c g
      (fun b => Nat.beq e (Nat.add c (Nat.div (Nat.add (Nat.mul 2 (Nat.mul a (Nat.mul b P))) D)
        (Nat.mul 2 D))))
      (fun b => Nat.beq (Nat.add e (Nat.div (Nat.add (Nat.mul 2 (Nat.mul a (Nat.mul b P)))
        (Nat.sub D 1)) (Nat.mul 2 D))) c))
    (fun b => withValue (Nat.shiftRight (Nat.add b l) k) fun a => signed c g
      (fun b => Nat.beq (Nat.add e (Nat.div (Nat.add (Nat.mul 2 (Nat.mul a (Nat.mul b P)))
        (Nat.sub D 1)) (Nat.mul 2 D))) c)
      (fun b => Nat.beq e (Nat.add c (Nat.div (Nat.add (Nat.mul 2 (Nat.mul a (Nat.mul b P))) D)
        (Nat.mul 2 D)))))

/-- The product of sizes. -/
theorem sizes_mul (a b P : Nat) : (a : Int) * ((b : Int) * (P : Int)) = ((a * (b * P) : Nat) : Int) := by
  rw [Int.natCast_mul, Int.natCast_mul]

/-- What passes is the quotient. -/
theorem normDigit_sound {c k P D x g e : Nat} (hD : 0 < D)
    (h : normDigit c k (half k) (below k) P D x g e = true) :
    roundDiv (roundShift ((x : Int) - (c : Int)) k * (((g : Int) - (c : Int)) * (P : Int))) D =
      (e : Int) - (c : Int) := by
  rcases signed_sound h with ⟨a, ha, hp⟩ | ⟨a, _, ha, hp⟩ <;> rw [withValue_eq] at hp <;>
    rcases signed_sound hp with ⟨b, hb, hq⟩ | ⟨b, _, hb, hq⟩ <;> rw [ha, hb]
  · rw [roundShift_pos, sizes_mul]
    exact claim_pos (roundDiv_pos _ D) hq
  · rw [roundShift_pos, Int.neg_mul, Int.mul_neg, sizes_mul]
    exact claim_neg (roundDiv_neg _ hD) hq
  · rw [roundShift_neg, Int.neg_mul, sizes_mul]
    exact claim_neg (roundDiv_neg _ hD) hq
  · rw [roundShift_neg, Int.neg_mul _ (P : Int), Int.neg_mul_neg, sizes_mul]
    exact claim_pos (roundDiv_pos _ D) hq

/-- Whether `Y` holds the norm of `X`, which is shifted by `k`, with the factors `G`; `E` is the
constant of the root. -/
noncomputable def checkNorm (F E w o k n X G Y : Nat) : Bool :=
  withValue (Nat.pow 2 o) fun c => withValue (half k) fun h => withValue (below k) fun l =>
    withValue (Nat.pow 2 (Nat.sub F 16)) fun P =>
      withValue (isqrt (Nat.add (squares w o k n X) E)) fun r =>
        withValue (Nat.add r (Nat.sub 1 r)) fun D =>
          each3 w (Nat.sub (Nat.pow 2 w) 1) (normDigit c k h l P D) n X G Y

/-- Entries that are changed before they are put together. -/
theorem zipWith_map_first {f : Int → Int → Int} {s : Int → Int} : ∀ u v : List Int,
    List.zipWith f (u.map s) v = List.zipWith (fun x y => f (s x) y) u v
  | [], _ => rfl
  | _ :: _, [] => rfl
  | _ :: u, _ :: v => congrArg (_ :: ·) (zipWith_map_first u v)

/-- A norm whose shift is `k`, all entries with natural numbers. -/
theorem norm_fast {F E w o k n X G Y : Nat} {epsilon : Int}
    (hk : leastShift (twoPow normBits - 1) (ints w o n X) = k)
    (hE : roundShift epsilon (2 * (k : Int)) = (E : Int)) (h : checkNorm F E w o k n X G Y = true) :
    rmsNorm F ⟨ints w o n G, epsilon⟩ (ints w o n X) = ints w o n Y := by
  unfold checkNorm at h
  simp only [withValue_eq] at h
  generalize hr : isqrt (Nat.add (squares w o k n X) E) = r at h
  have hmax : (max r 1 : Nat) = Nat.add r (Nat.sub 1 r) := by
    show max r 1 = r + (1 - r)
    omega
  unfold rmsNorm
  rw [hk]
  show List.zipWith (fun a c => roundDiv (a * (c * twoPow (F - 16))) ((max (isqrt ((shiftAll k
    (ints w o n X)).foldr (fun a s => a * a + s) (roundShift epsilon (2 * (k : Int)))).toNat) 1 : Nat)
      : Int)) ((ints w o n X).map fun x => roundShift x k) (ints w o n G) = _
  rw [squares_eq, hE, show (((squares w o k n X : Nat) : Int) + (E : Int)).toNat =
    Nat.add (squares w o k n X) E from rfl, hr, hmax, zipWith_map_first]
  exact each3_sound rfl (f := fun x y => roundDiv (roundShift x k * (y * twoPow (F - 16)))
    ((Nat.add r (Nat.sub 1 r) : Nat) : Int)) (fun _ _ _ => normDigit_sound (by
      show 0 < r + (1 - r)
      omega)) h

end QuantCert.Integer
