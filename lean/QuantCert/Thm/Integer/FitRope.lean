prelude
import QuantCert.Spec.Integer.FormedRun
import QuantCert.Thm.Integer.FitNarrow

/-!
# Rotations of bounded heads

## Main theorems
* `Integer.formRotate_fit`: what a rotation forms fits
* `Integer.rotate_le`, `Integer.rotate_length`: how large and how long a rotated head is
* `Integer.mem_chunks`: heads are parts of the vector
-/

namespace QuantCert.Integer

/-- An element of a list of values of four lists. -/
theorem mem_zipWith4 {f : Int → Int → Int → Int → Int} : ∀ {a b c d : List Int} {y : Int},
    y ∈ zipWith4 f a b c d → ∃ p, p ∈ a ∧ ∃ q, q ∈ b ∧ ∃ r, r ∈ c ∧ ∃ s, s ∈ d ∧ y = f p q r s
  | p :: a, q :: b, r :: c, s :: d, y, h => by
    rcases List.mem_cons.mp (show y ∈ f p q r s :: zipWith4 f a b c d from h) with rfl | h
    · exact ⟨p, List.mem_cons_self, q, List.mem_cons_self, r, List.mem_cons_self, s,
        List.mem_cons_self, rfl⟩
    · have ⟨p', hp, q', hq, r', hr, s', hs, hy⟩ := mem_zipWith4 h
      exact ⟨p', List.mem_cons_of_mem p hp, q', List.mem_cons_of_mem q hq, r',
        List.mem_cons_of_mem r hr, s', List.mem_cons_of_mem s hs, hy⟩
  | [], _, _, _, _, h => absurd h List.not_mem_nil
  | _ :: _, [], _, _, _, h => absurd h List.not_mem_nil
  | _ :: _, _ :: _, [], _, _, h => absurd h List.not_mem_nil
  | _ :: _, _ :: _, _ :: _, [], _, h => absurd h List.not_mem_nil

/-- What is formed of four lists, if it fits for all entries. -/
theorem formTurns_fit {f : Int → Int → Int → Int → List Formed} : ∀ {a b c d : List Int},
    (∀ p, p ∈ a → ∀ q, q ∈ b → ∀ r, r ∈ c → ∀ s, s ∈ d → AllFit (f p q r s)) →
    AllFit (formTurns f a b c d)
  | p :: _, q :: _, r :: _, s :: _, h => allFit_append
      (h p List.mem_cons_self q List.mem_cons_self r List.mem_cons_self s List.mem_cons_self)
      (formTurns_fit fun p' hp q' hq r' hr s' hs => h p' (List.mem_cons_of_mem p hp) q'
        (List.mem_cons_of_mem q hq) r' (List.mem_cons_of_mem r hr) s' (List.mem_cons_of_mem s hs))
  | [], _, _, _, _ => allFit_nil
  | _ :: _, [], _, _, _ => allFit_nil
  | _ :: _, _ :: _, [], _, _ => allFit_nil
  | _ :: _, _ :: _, _ :: _, [], _ => allFit_nil

/-- A list of values of four lists is not longer than the first two. -/
theorem length_zipWith4 {f : Int → Int → Int → Int → Int} : ∀ {a b c d : List Int},
    (zipWith4 f a b c d).length ≤ a.length ∧ (zipWith4 f a b c d).length ≤ b.length
  | p :: a, q :: b, r :: c, s :: d => by
    have ih := length_zipWith4 (f := f) (a := a) (b := b) (c := c) (d := d)
    show (zipWith4 f a b c d).length + 1 ≤ a.length + 1 ∧
      (zipWith4 f a b c d).length + 1 ≤ b.length + 1
    omega
  | [], _, _, _ => ⟨Nat.zero_le _, Nat.zero_le _⟩
  | _ :: _, [], _, _ => ⟨Nat.zero_le _, Nat.zero_le _⟩
  | _ :: _, _ :: _, [], _ => ⟨Nat.zero_le _, Nat.zero_le _⟩
  | _ :: _, _ :: _, _ :: _, [] => ⟨Nat.zero_le _, Nat.zero_le _⟩

variable {B G C : Int} {A : Angles}

/-- The products of a rotation. -/
theorem turn_le {u c w s : Int} (hu : AbsLe B u) (hw : AbsLe B w) (hc : AbsLe G c) (hs : AbsLe G s) :
    AbsLe (B * G) (u * c) ∧ AbsLe (B * G) (w * s) ∧ AbsLe (B * G) (w * -s) := by
  have h := absLe_mul hw hs
  refine ⟨absLe_mul hu hc, h, ?_⟩
  rw [Int.mul_neg]
  unfold AbsLe at *
  omega

/-- What an entry of a rotated head forms. -/
theorem formTurn_fit {u c w s : Int} (hu : AbsLe B u) (hw : AbsLe B w) (hc : AbsLe G c)
    (hs : AbsLe G s) (hfit : 2 * (B * G) + twoPow ropeUnit < twoPow 63) :
    AllFit (formTurn u c w s) := by
  have ⟨h1, h2, _⟩ := turn_le hu hw hc hs
  have hpos := twoPow_pos ropeUnit
  have hsum : AbsLe (2 * (B * G)) (u * c + w * s) := by unfold AbsLe at *; omega
  exact allFit_cons (fit_two h1 h2 (by omega)) (formShift_fit hsum (Nat.le_refl _) hfit)

/-- What a rotation forms fits. -/
theorem formRotate_fit {head : List Int} (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe G c)
    (h : AllLe B head) (hfit : 2 * (B * G) + twoPow ropeUnit < twoPow 63) :
    AllFit (formRotate A head) := by
  have hneg : ∀ s, s ∈ A.sin → AbsLe G (-s) := fun s hs => by
    have := hA s (Or.inr hs)
    unfold AbsLe at *
    omega
  refine allFit_append (formTurns_fit fun p hp q hq r hr s hs => ?_)
    (formTurns_fit fun p hp q hq r hr s hs => ?_)
  · exact formTurn_fit (h p (List.mem_of_mem_take hp)) (h q (List.mem_of_mem_drop hq))
      (hA r (Or.inl hr)) (hneg s hs) hfit
  · exact formTurn_fit (h q (List.mem_of_mem_drop hq)) (h p (List.mem_of_mem_take hp))
      (hA r (Or.inl hr)) (hA s (Or.inr hs)) hfit

/-- Entries of a rotated head. -/
theorem rotate_le {head : List Int} (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe G c) (h : AllLe B head)
    (hC : 2 * (B * G) ≤ twoPow ropeUnit * C) : AllLe C (rotate A head) := fun y hy => by
  rcases List.mem_append.mp hy with hy | hy
  · obtain ⟨p, hp, q, hq, r, hr, s, hs, rfl⟩ := mem_zipWith4 hy
    have ⟨h1, h2, _⟩ := turn_le (h p (List.mem_of_mem_take hp)) (h q (List.mem_of_mem_drop hq))
      (hA r (Or.inl hr)) (hA s (Or.inr hs))
    exact roundShift_le (by unfold AbsLe at *; omega)
  · obtain ⟨p, hp, q, hq, r, hr, s, hs, rfl⟩ := mem_zipWith4 hy
    have ⟨h1, h2, _⟩ := turn_le (h q (List.mem_of_mem_drop hq)) (h p (List.mem_of_mem_take hp))
      (hA r (Or.inl hr)) (hA s (Or.inr hs))
    exact roundShift_le (by unfold AbsLe at *; omega)

/-- A rotated head is not longer. -/
theorem rotate_length (head : List Int) : (rotate A head).length ≤ head.length := by
  have h1 := length_zipWith4 (f := fun x y c s => roundShift (x * c - y * s) ropeUnit)
    (a := head.take A.cos.length) (b := head.drop A.cos.length) (c := A.cos) (d := A.sin)
  have h2 := length_zipWith4 (f := fun x y c s => roundShift (y * c + x * s) ropeUnit)
    (a := head.take A.cos.length) (b := head.drop A.cos.length) (c := A.cos) (d := A.sin)
  have htake : (head.take A.cos.length).length = min A.cos.length head.length := List.length_take
  have hdrop : (head.drop A.cos.length).length = head.length - A.cos.length := List.length_drop
  unfold rotate
  rw [List.length_append]
  omega

/-- Heads are parts of the vector, and not too long. -/
theorem mem_chunks {size : Nat} : ∀ {count : Nat} {v h : List Int}, h ∈ chunks size count v →
    (∀ x, x ∈ h → x ∈ v) ∧ h.length ≤ size
  | 0, _, _, h => absurd h List.not_mem_nil
  | count + 1, v, g, h => by
    rcases List.mem_cons.mp h with rfl | h
    · refine ⟨fun x hx => List.mem_of_mem_take hx, ?_⟩
      rw [List.length_take]
      omega
    · have ⟨hmem, hlen⟩ := mem_chunks h
      exact ⟨fun x hx => List.mem_of_mem_drop (hmem x hx), hlen⟩

end QuantCert.Integer
