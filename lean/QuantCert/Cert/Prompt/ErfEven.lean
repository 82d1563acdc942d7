prelude
import QuantCert.Cert.Prompt.ErfLanes

/-!
# The even function of GELU by the error function

## Main definitions
* `withEven`: the series times the square times the density, of all entries at once.

## Main theorems
* `Cell.half_holds`, `withEven_holds`
-/

universe u

namespace QuantCert

open Digits Fixed

/-- The series times the square times the density, of numbers whose squares are `sq`. Constants have 64
bits more than powers, which they are multiplied with and which are large where they are small. -/
noncomputable def withEven (E : ExpTable) (p w n ones m : Nat) (sq : Fixed) (k : Fixed → Bool) :
    Bool :=
  withFixed ((sq.shiftUp E.scale).drop w ones (Nat.add p p)) fun u =>
  withPowers E.scale w n ones u 8 (const ones (Nat.pow 2 E.scale) 0) fun ys top =>
  withSeries E.scale (Nat.add E.scale 64) w n ones 8 ys top m
      (const ones (Nat.pow 2 E.scale) (Nat.pow 2 E.scale)) fun S =>
  withFixed ((sq.shiftUp E.argument).drop w ones (Nat.succ (Nat.add p p))) fun half =>
  withFixed ((((u.mul w n S).drop w ones E.scale).mul w n (bellFixed E w ones half)).drop w ones
    E.scale) k

variable {R : Type u} [ExpField R] {E : ExpTable} {p r w n ones T m t : Nat} {x : Cell} {c : R}
  {f : R → R}

/-- What lies between two numbers that are enclosed is enclosed. -/
theorem Cell.holds_between {q : Nat} {d : Cell} {a b y : R} (ha : d.Holds q a) (hb : d.Holds q b)
    (hay : a ≤ y) (hyb : y ≤ b) : d.Holds q y := by
  have h1 := (abs_le.mp ha).1
  have h2 := (abs_le.mp hb).2
  exact abs_le.mpr ⟨le_trans h1 (sub_le_sub hay (le_refl _)), le_trans (sub_le_sub hyb (le_refl _)) h2⟩

/-- Half of what is enclosed. -/
theorem Cell.half_holds {p : Nat} {d : Cell} {y : R} (h : d.Holds p y) : d.Holds (p + 1) (y / 2) := by
  have half : ∀ b : Int, dyadic (R := R) (p + 1) b = dyadic p b / 2 := fun b => by
    rw [eq_div_iff (ne_of_gt zero_lt_two), mul_comm, two_mul, ← dyadic_add, ← dyadic_scale p 1]
    exact congrArg (dyadic (p + 1)) (by
      show b + b = b * 2
      omega)
  unfold Holds Near at h ⊢
  rw [half, half, ← sub_div, abs_div_of_pos _ zero_lt_two]
  exact div_le_div_right h zero_lt_two

/-- The even function is held, whatever the last number of the series is. -/
theorem withEven_holds (he : E.check = true) (hfits : bellFits E w = true)
    (hones : ones = pack w n fun _ => 1) {sq : Fixed} {y : Nat → R}
    (hsq : sq.Holds (p + p) w n fun i => y i * y i) {k : Fixed → Bool}
    (h : withEven E p w n ones m sq k = true) : ∃ H : Fixed, k H = true ∧ ∀ last : R,
      (Cell.mk (2 ^ E.scale) 0 (2 ^ E.scale)).Holds E.scale last → H.Holds E.scale w n fun i =>
        y i * y i * gaussSum (y i * y i) last (8 * m) 0 * exp (-(y i * y i / 2)) := by
  unfold withEven at h
  rw [withFixed_eq] at h
  have hu : ((sq.shiftUp E.scale).drop w ones (p + p)).Holds E.scale w n fun i => y i * y i := by
    refine drop_holds hones ?_
    rw [Nat.add_comm E.scale]
    exact shiftUp_holds _ hsq
  have hone : (Cell.mk (2 ^ E.scale) 0 0).Holds E.scale (1 : R) := by
    have h1 := Cell.holds_ofNat (R := R) E.scale (2 ^ E.scale)
    rwa [dyadic_two_pow] at h1
  obtain ⟨ys, top, heq, hys, htop⟩ := withPowers_holds hones hu 8 _ (fun _ => (1 : R)) _
    (const_holds hones hone)
  rw [show withPowers E.scale w n ones ((sq.shiftUp E.scale).drop w ones (Nat.add p p)) 8
    (const ones (Nat.pow 2 E.scale) 0) _ = _ from heq, withSeries_eq, withFixed_eq, withFixed_eq] at h
  refine ⟨_, h, fun last hlast => ?_⟩
  have hS := seriesFixed_holds (q := E.scale) (g := E.scale + 64) hones hys htop (last := last) m 0
    (const ones (2 ^ E.scale) (2 ^ E.scale)) (const_holds hones hlast)
  rw [Nat.zero_add] at hS
  have hhalf : ((sq.shiftUp E.argument).drop w ones (p + p + 1)).Holds E.argument w n
      fun i => y i * y i / 2 := by
    refine drop_holds hones ?_
    rw [Nat.add_comm E.argument]
    refine shiftUp_holds _ fun hok => ?_
    obtain ⟨a, ha, hall⟩ := hsq hok
    exact ⟨a, ha, fun i hi => ⟨(hall i hi).1, Cell.half_holds (hall i hi).2⟩⟩
  exact drop_holds hones (mul_holds (drop_holds hones (mul_holds hu hS))
    (bellFixed_holds he hfits hones hhalf))

end QuantCert
